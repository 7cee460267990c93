"""Filled copies of one form, as its units send them in: other values, more and fewer rows, labels with noise.

python -m tests.annotate.copies FOLDER NUMBER writes the blank form (空白表.xlsx), its copies (copies/) and annotates them.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from tests.intake.recognise.drawing import Family, drawn, noisy, saved, workbook
from xltool.cli import main

#: What stands before a row of indicators: its levels, as often as they have rows.
LEVELS: Final = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
NOISE: Final = ("", " ", "\u3000", "\n", "：")
_WORDS: Final = ("培训", "巡查", "检测", "修缮", "监管", "宣传", "走访", "核验")


def form_text(rows: list[list[tuple[str, str, str, str, str]]], unit: str, money: tuple[str, ...]) -> str:
    """The form with so many rows a level, each of title, target, actual, points and score, as lines of text."""
    lines = [
        "[部门自评] 万元",
        "2023年度示范县部门整体支出绩效自评表 ~8",
        f"部门（单位）名称 ~2 | @单位名称 ={unit} ~3 | 主管部门 | ={unit} ~2",
        "预算执行情况（万元） ~2x2 | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A） | 得分",
        "@年初预算数 ={} | @全年预算数 ={} | @全年执行数 ={} | 10 @执行率分值 | @执行率 ={} | @执行率得分 ={}".format(
            *money
        ),
        "年度总体目标 ~1x2 | 预期目标 ~4 | 实际完成情况 ~3",
        "@预期目标 =完成各项工作 ~4 | @实际完成情况 =已完成 ~3",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因及改进措施",
    ]
    for (first, second), several in zip(LEVELS, rows, strict=True):
        for number, (title, target, actual, points, score) in enumerate(several):
            levels = f"{first} #一级指标 ~1x{len(several)} | {second} #二级指标 ~1x{len(several)} | "
            figures = f"#年度指标值 ={target} | #实际完成值 ={actual} | #分值 ={points} | #得分 ={score}"
            lines.append(f"{'' if number else levels}#三级指标 ={title} | {figures} | #偏差原因")
    lines.append("总分 ~5 | 100 @分值合计 | @总分 =100 | ·")
    lines.append("填表人： | ~2 | 联系电话： | ~2 | 填报日期： | ")
    return "\n".join(lines)


def blank() -> Family:
    """The form as its bureau issues it: two rows a level."""
    rows = [[("", "", "", "", "")] * 2 for _ in LEVELS]
    return drawn("空白表", form_text(rows, "", ("", "", "", "", "")))


def copy(number: int) -> tuple[Family, str]:
    """One filled copy of it, and the noise in its labels."""
    dice = random.Random(number)
    rows = [[_row(dice) for _ in range(dice.randint(1, 7))] for _ in LEVELS]
    budget = dice.randint(100, 90000)
    spent = round(budget * dice.uniform(0.8, 1), 2)
    money = (str(budget), str(budget), str(spent), f"{spent / budget:.2%}", "10")
    return drawn(f"单位{number:03}", form_text(rows, f"示范县第{number}单位", money)), dice.choice(NOISE)


def _row(dice: random.Random) -> tuple[str, str, str, str, str]:
    amount = dice.randint(2, 400)
    title = f"{dice.choice(_WORDS)}{dice.choice(_WORDS)}{dice.choice(('次数', '合格率', '人数', '面积'))}"
    points = str(dice.randint(1, 20))
    return title, f"≥{amount}", str(amount + dice.randint(-1, 30)), points, points


def written(folder: Path, number: int) -> Path:
    """A copy as a workbook."""
    form, noise = copy(number)
    book = workbook(form, True)
    path = folder / f"{form.name}.xlsx"
    path.write_bytes(saved(noisy(book, noise) if noise else book))
    return path


def measure(folder: Path, number: int) -> None:
    """Write the form and its copies, annotate the form once and all copies like it, and say how long that takes."""
    inside = folder / "copies"
    inside.mkdir(parents=True)
    (folder / "空白表.xlsx").write_bytes(saved(workbook(blank(), False)))
    for each in range(number):
        written(inside, each)
    profile = folder / "表样.toml"
    said = ["annotate", str(folder / "空白表.xlsx"), "--yes", "-o", str(folder / "标注.xlsx")]
    print(CliRunner().invoke(main, [*said, "--profile", str(profile)]).output)
    began, busy = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
    done = CliRunner().invoke(
        main, ["annotate", str(inside), "--like", str(profile), "-o", str(folder / "out")]
    )
    elapsed = time.perf_counter() - began
    busy = resource.getrusage(resource.RUSAGE_SELF).ru_utime - busy
    print(done.output.splitlines()[-1], f"exit {done.exit_code}")
    print(f"{number} copies: {elapsed / number:.3f} s a copy, {busy / number:.3f} s of it in the processor")


if __name__ == "__main__":
    measure(Path(sys.argv[1]), int(sys.argv[2]))
