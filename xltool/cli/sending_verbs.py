"""The verbs by which figures leave the house: the sealed copy, its check, keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.options import BOOK, FOUND, SCHEMES, SETTINGS, print_json
from xltool.console import complain, verb
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from xltool.sealing import Sealed

#: Exit code of verify where a file is no sealed copy at all.
NOT_SEALED = 3
#: Where the passphrase of a key may stand instead of being asked for.
PASSPHRASE = "XLTOOL_KEY_PASSPHRASE"

KEY = click.option(
    "--key", "key_file", type=BOOK, metavar="私钥文件", help="用这个私钥签名（xltool keygen 生成）。"
)


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option(
    "-o", "--output", type=BOOK, metavar="文件", help="上报件的文件名（默认“工作簿名-上报件.xlsx”）。"
)
@click.option("--pdf", is_flag=True, help="同时生成 PDF（要装有 LibreOffice）。")
@KEY
@SCHEMES
@SETTINGS
def seal(
    book: Path,
    output: Path | None,
    pdf: bool,
    key_file: Path | None,
    schemes: tuple[Path, ...],
    settings: Path | None,
) -> int:
    """生成上报件：公式换成数值，清除标记，加封面和内容校验码。

    有“必改”没改，或“须说明”没写说明，就不生成，以 1 退出。原工作簿不动。
    """
    from xltool import sealing

    key = private_key(key_file)
    sealed = sealing.seal(book, output, schemes=schemes, settings=settings, key=key)
    if sealed.path is None:
        return refused(sealed)
    click.echo(f"已生成上报件 {sealed.path}\n内容校验码 {sealed.code}")
    if sealed.cut:
        where = "、".join(cell.address for cell in sealed.cut[:5]) + (" 等" if len(sealed.cut) > 5 else "")
        click.echo(
            f"有 {len(sealed.cut)} 处文字印不全（{where}）：请在原来的工作簿里加宽列、加高行，或把文字改短，再重新生成。"
        )
    if sealed.kept:
        click.echo(f"以前的一份没有覆盖，改名保留为 {sealed.kept}（如已报出，请告知对方以新的为准）")
    if pdf:
        from xltool.sealed.pdf import write_pdf

        click.echo(f"已生成 {write_pdf(sealed.path)}")
    return 0


def refused(sealed: Sealed) -> int:
    """Say which findings stand in the way; the exit code for it."""
    from xltool.outcome import finding_lines

    outcome = sealed.outcome
    standing = {finding.key for finding in sealed.blocking}
    click.echo(f"没有生成上报件，还有 {len(standing)} 条要先处理（必改的改正，须说明的写明理由）：", err=True)
    for number, finding in outcome.numbered:
        if finding.key in standing:
            for line in finding_lines(outcome, f"{number}." if number else "-", finding):
                click.echo(line, err=True)
    return FOUND


def private_key(path: Path | None) -> Ed25519PrivateKey | None:
    """The key in a file, its passphrase asked for where it has one; None where no file is named."""
    if path is None:
        return None
    from xltool.book.file.saving import read_file
    from xltool.sealed import signing

    pem = read_file(path)
    signing.require()
    passphrase = None
    if signing.is_encrypted(pem):
        passphrase = os.environ.get(PASSPHRASE) or click.prompt(
            "私钥的口令", hide_input=True, prompt_suffix="："
        )
    return signing.private_key(pem, passphrase.encode() if passphrase else None, path.name)


@verb()
@click.argument("files", type=BOOK, nargs=-1, metavar="[文件...]")
@click.option(
    "--folder", type=BOOK, metavar="文件夹", help="核对文件夹（连同下级）里的每个工作簿，一个一行。"
)
@click.option("--json", "as_json", is_flag=True, help="每个文件输出一行 JSON。")
@click.option("--public-key", "key_file", type=BOOK, metavar="公钥文件", help="核对签名：对方给的公钥。")
def verify(files: tuple[Path, ...], folder: Path | None, as_json: bool, key_file: Path | None) -> int:
    """核对上报件：完好、有改动（列出哪些），还是未封存。

    退出码：0 全部完好；1 有文件被改过，或签名无效、由别的密钥签名；2 有文件读不了；3 有文件未封存。
    几种都有时，依 1、2、3 的次序取前一个。内容校验码不用密钥，只能发现误改，不能防止有意伪造。
    """
    from xltool import sealing
    from xltool.book.file.saving import read_file
    from xltool.sealed import signing
    from xltool.sealed.verify import LIMITS

    key = None if key_file is None else signing.public_key(read_file(key_file), key_file.name)
    listed = [*files, *(sealing.sealed_copies(folder) if folder else ())]
    if not listed:
        where = f"文件夹“{folder}”里没有工作簿（.xlsx）" if folder else "没有写要核对的文件"
        raise WorkbookError(f"{where}：请写出上报件的文件名，或用 --folder 写出放上报件的文件夹。")
    codes = [_verified(path, folder, key, as_json=as_json) for path in listed]
    if not as_json and folder:
        click.echo(_summary(codes))
    if not as_json and set(codes) != {NOT_SEALED}:
        click.echo(LIMITS)
    return min((code for code in codes if code), default=0)


def _verified(path: Path, folder: Path | None, key: bytes | None, *, as_json: bool) -> int:
    """Say what became of one file, in a folder in one line; the exit code for it."""
    from xltool import sealing
    from xltool.sealed.verify import State

    title = str(path.relative_to(folder)) if folder and path.is_relative_to(folder) else path.name
    try:
        verdict = sealing.verify(path, key)
    except WorkbookError as error:
        if as_json:
            print_json({"workbook": title, "error": str(error)})
        return complain(str(error))
    verdict = verdict._replace(title=title)
    if as_json:
        print_json(verdict.record())
    else:
        click.echo(verdict.short() if folder else "\n".join(verdict.lines()))
    return NOT_SEALED if verdict.state is State.NOT_SEALED else 0 if verdict.good else FOUND


def _summary(codes: list[int]) -> str:
    """How many files of a folder came out how."""
    words = {0: "完好", FOUND: "有改动或签名不符", NOT_SEALED: "未封存", 2: "读不了"}
    counts = "，".join(f"{word} {codes.count(code)}" for code, word in words.items() if code in codes)
    return f"共 {len(codes)} 个工作簿：{counts}"


@verb()
@click.argument("name", type=BOOK, metavar="名称")
@click.option("--passphrase", "protected", is_flag=True, help="给私钥加口令（会询问两遍）。")
def keygen(name: Path, protected: bool) -> None:
    """生成签名用的一对密钥：名称.私钥.pem（自己保管）和 名称.公钥.pem（交给核对的人）。"""
    from xltool.sealed import signing
    from xltool.sealed.keyfiles import write_pair

    signing.require()
    phrase = os.environ.get(PASSPHRASE, "") if protected else ""
    if protected and not phrase:
        phrase = click.prompt(
            "私钥的口令", hide_input=True, confirmation_prompt="再输一遍", prompt_suffix="："
        )
    private, public = write_pair(name, phrase.encode() or None)
    mark = signing.fingerprint(signing.public_key(public.read_bytes(), public.name))
    click.echo(
        f"已生成私钥 {private}（自己保管，不要外传）\n已生成公钥 {public}（交给核对的人）\n密钥指纹 {mark}"
    )
