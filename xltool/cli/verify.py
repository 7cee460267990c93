"""``xltool verify``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.book.file.saving import read_file
from xltool.cli.files import BOOK
from xltool.cli.options import FOUND, print_json
from xltool.console import complain, verb
from xltool.errors import WorkbookError
from xltool.sealed import signing
from xltool.sealed.verify import LIMITS, SealState
from xltool.verbs import verify as work
from xltool.verbs.pair import pair_verdict, slip_beside

#: Exit code of verify where a file is no sealed copy at all.
NOT_SEALED = 3


@verb()
@click.argument("files", type=BOOK, nargs=-1, metavar="[文件...]")
@click.option(
    "--folder", type=BOOK, metavar="文件夹", help="核对文件夹（连同下级）里的每个工作簿，一个一行。"
)
@click.option("--json", "as_json", is_flag=True, help="每个文件输出一行 JSON。")
@click.option("--public-key", "key_file", type=BOOK, metavar="公钥文件", help="核对签名：对方给的公钥。")
def verify(files: tuple[Path, ...], folder: Path | None, as_json: bool, key_file: Path | None) -> int:
    """核对上报件：完好、有改动（列出哪些），还是未封存。

    用本单位自己的表上报的没有封面，由旁边的“-校验单.xlsx”核对：两份一起给出，或给出文件夹。

    退出码：0 全部完好；1 有文件被改过，或签名无效、由别的密钥签名；2 有文件读不了；3 有文件未封存。
    几种都有时，依 1、2、3 的次序取前一个。内容校验码不用密钥，只能发现误改，不能防止有意伪造。
    """
    key = None if key_file is None else signing.public_key(read_file(key_file), key_file.name)
    listed = [*files, *(work.sealed_copies(folder) if folder else ())]
    if not listed:
        where = f"文件夹“{folder}”里没有工作簿（.xlsx）" if folder else "没有写要核对的文件"
        raise WorkbookError(f"{where}：请写出上报件的文件名，或用 --folder 写出放上报件的文件夹。")
    codes = [_verified(path, folder, key, files, as_json=as_json) for path in listed]
    if not as_json and folder:
        click.echo(_summary(codes))
    if not as_json and set(codes) != {NOT_SEALED}:
        click.echo(LIMITS)
    return min((code for code in codes if code), default=0)


def _verified(
    path: Path, folder: Path | None, key: bytes | None, given: tuple[Path, ...], *, as_json: bool
) -> int:
    """Say what became of one file, in a folder in one line; the exit code for it."""
    title = str(path.relative_to(folder)) if folder and path.is_relative_to(folder) else path.name
    try:
        verdict = work.verify(path, key)
        if verdict.state is SealState.NOT_SEALED and (slip := slip_beside(path, given)) is not None:
            verdict = pair_verdict(read_file(path), read_file(slip), path.name, key)
    except WorkbookError as error:
        if as_json:
            print_json({"workbook": title, "error": str(error)})
        return complain(str(error))
    verdict = verdict._replace(title=title)
    if as_json:
        print_json(verdict.record())
    else:
        click.echo(verdict.short() if folder else "\n".join(verdict.lines()))
    return NOT_SEALED if verdict.state is SealState.NOT_SEALED else 0 if verdict.good else FOUND


def _summary(codes: list[int]) -> str:
    """How many files of a folder came out how."""
    words = {0: "完好", FOUND: "有改动或签名不符", NOT_SEALED: "未封存", 2: "读不了"}
    counts = "，".join(f"{word} {codes.count(code)}" for code, word in words.items() if code in codes)
    return f"共 {len(codes)} 个工作簿：{counts}"
