"""A county's returns for analysts: ``python -m examples.bureau 目录 --count 300``, after ``pip install -e '.[bureau]'``.

A county is generated (:mod:`examples.county`), consolidated as a bureau does it, and its ledger read as pandas' tables
(:mod:`xltool.ledger.frames`). Each function below is one question; take them as a start for your own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from examples.county.command import made_county
from examples.county.making import YEAR
from xltool.ledger.frames import Frames, frames
from xltool.ledger.returns import Standing
from xltool.ledger.unit_list import read_units

SUMMARY, LEDGER = "汇总.xlsx", "汇总.账本.sqlite"
#: The column of the unit list by which units are compared.
GROUP: Final = "主管部门"
_SHOWN: Final = 10
#: What a cause says of one unit: its figures, the names of its cells and indicators.
_OF_ONE: Final = r"：.*|（.*?）|[\d,.]+(?:万?元|分|%)?"
_GRAVE: Final = ("必改", "须说明")


def consolidated(inbox: Path, units: Path, folder: Path) -> Path:
    """The ledger of an inbox, which is run as on the command line; the summary lies beside it."""
    command = [sys.executable, "-m", "xltool", "consolidate", str(inbox), "-o", str(folder / SUMMARY)]
    subprocess.run([*command, "--units", str(units), "--year", str(YEAR)], check=True)
    return folder / LEDGER


def counting(made: Frames, units: Path) -> pd.DataFrame:
    """The returns that count, one a unit, each with what the bureau's list says of its unit."""
    listed = read_units(units)
    found = made.units[made.units["standing"] == Standing.COUNTS.value].copy()
    matches = [listed.match(name).unit for name in found["unit"]]
    found["listed"] = [None if unit is None else unit.name for unit in matches]
    found[GROUP] = [None if unit is None else unit.columns.get(GROUP) for unit in matches]
    return found


def returned(counted: pd.DataFrame, units: Path) -> pd.DataFrame:
    """Of each group how many units are to file, have filed, and filed with nothing that has to be mended."""
    wanted = pd.Series([unit.columns[GROUP] for unit in read_units(units).units]).value_counts()
    filed = counted.dropna(subset="listed").groupby(GROUP)
    table = pd.DataFrame(
        {"应报": wanted, "计入": filed.size(), "没有必改的": filed["must"].agg(lambda n: (n == 0).sum())}
    )
    table = table.fillna(0).astype(int)
    table["未报"] = table["应报"] - table["计入"]
    table["没有必改的占比"] = (table["没有必改的"] / table["计入"]).map("{:.1%}".format)
    return table.sort_values("未报", ascending=False, kind="stable").rename_axis(GROUP)


def problems(made: Frames, counted: pd.DataFrame) -> pd.DataFrame:
    """The problems that most units have, with how much money they are about."""
    found = made.findings[
        made.findings["file"].isin(counted["file"]) & made.findings["severity"].isin(_GRAVE)
    ]
    by = found.groupby(["code", "title", "severity"], observed=True)
    table = by.agg(单位=("file", "nunique"), 条数=("file", "size")).reset_index()
    table["占单位"] = (table["单位"] / len(counted)).map("{:.1%}".format)
    named = table.rename(columns={"code": "编号", "title": "问题", "severity": "级别"})
    return named.sort_values(["单位", "编号"], ascending=[False, True]).head(_SHOWN).set_index("编号")


def causes(made: Frames, counted: pd.DataFrame) -> pd.DataFrame:
    """What accountants did wrong, where the program can tell it from the figures; findings that follow from others left out."""
    found = made.findings[made.findings["file"].isin(counted["file"]) & (made.findings["root"] == "")]
    said = found[found["cause"] != ""]["cause"].str.replace(_OF_ONE, "…", regex=True).str.rstrip("…")
    return said.value_counts().head(_SHOWN).rename_axis("可能的原因").to_frame("条数")


def rates(made: Frames, counted: pd.DataFrame) -> pd.DataFrame:
    """Rates by group: how many units, the middle one, and the quarters around it."""
    wanted = ("执行率", "预算调整率", "公用经费控制率", "三公经费变动率")
    found = made.rates[made.rates["rate"].isin(wanted)].merge(counted[["file", GROUP]], on="file")
    sound = found[found["file"].isin(counted[counted["must"] == 0]["file"])]
    by = sound.groupby(["rate", GROUP], observed=True)["value"]
    table = by.agg(
        单位="size", 下四分位=lambda v: v.quantile(0.25), 中位数="median", 上四分位=lambda v: v.quantile(0.75)
    )
    for column in ("下四分位", "中位数", "上四分位"):
        table[column] = table[column].map("{:.1%}".format)
    return table.rename_axis(["比率", GROUP])


def generous(made: Frames, counted: pd.DataFrame) -> pd.DataFrame:
    """Units that give themselves more points than their own figures bear out."""
    scores = made.scores.pivot_table(index="file", columns="score", values="value", observed=True)
    found = counted.merge(scores[["总分", "建议总分"]], on="file")
    found["高出"] = found["总分"] - found["建议总分"]
    most = found[found["高出"] > 0].sort_values(["高出", "unit"], ascending=[False, True]).head(_SHOWN)
    table = most[["unit", GROUP, "总分", "建议总分", "高出"]].rename(columns={"unit": "单位"})
    return table.set_index("单位").round(2)


def unmet(made: Frames, counted: pd.DataFrame) -> pd.DataFrame:
    """Of which kinds of indicators points are lost."""
    found = made.indicators[made.indicators["file"].isin(counted["file"])].dropna(subset=["weight", "score"])
    kinds = found["level2"].str.extract(r"^(.*?)(?:指标)?(?:[（(\d].*)?$")[0].str.strip()
    by = found.assign(kind=kinds).groupby("kind")
    table = by.agg(指标=("score", "size"), 分值=("weight", "sum"), 得分=("score", "sum"))
    table["得分率"] = (table["得分"] / table["分值"]).map("{:.1%}".format)
    table["没有得满的"] = by.apply(
        lambda rows: int((rows["score"] < rows["weight"]).sum()), include_groups=False
    )
    return table[table["指标"] >= _SHOWN].sort_values("得分率").round(1).rename_axis("二级指标")


def answers(ledger: Path, units: Path) -> Mapping[str, pd.DataFrame]:
    """Every question with its answer."""
    made = frames(ledger, year=YEAR)
    counted = counting(made, units)
    return {
        f"各{GROUP}的收报情况": returned(counted, units),
        "最常见的问题（必改、须说明）": problems(made, counted),
        "可能的原因": causes(made, counted),
        f"各{GROUP}的比率（没有必改的单位）": rates(made, counted),
        "自评分高于测算的单位": generous(made, counted),
        "各类指标的得分": unmet(made, counted),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    county = made_county("examples.bureau", "生成一个县，汇总，再用 pandas 看几个问题。", arguments)
    ledger = consolidated(county.inbox, county.units, county.inbox.parent)
    pd.set_option("display.unicode.east_asian_width", True, "display.width", 160, "display.max_columns", 20)
    for question, answer in answers(ledger, county.units).items():
        print(f"\n【{question}】\n{answer.to_string()}")


if __name__ == "__main__":
    main()
