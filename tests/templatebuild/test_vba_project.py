"""VBA projects written without Excel, read by programs that know nothing of us."""

from __future__ import annotations

import random
import re
from pathlib import Path

import olefile
import pytest
import xlwings
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from xltool.errors import ProgramError
from xltool.vba.compound_file import compound_file
from xltool.vba.compression import compress
from xltool.vba.project import Module, ModuleKind, encrypted, normalised, vba_project

STANDARD, CLASS, WORKBOOK, SHEET = (
    ModuleKind.STANDARD,
    ModuleKind.CLASS,
    ModuleKind.WORKBOOK,
    ModuleKind.SHEET,
)


def read_back(project: bytes) -> dict[str, str]:
    """Sources by module, as olevba reads them."""
    found = VBA_Parser("vbaProject.bin", data=project).extract_macros()
    return {name.partition(".")[0]: code.replace("\r\n", "\n") for _, _, name, code in found}


# Compression


@given(st.text(alphabet="ab \r\nEnd Sub()=\"'", max_size=9000))
def test_what_is_compressed_is_read_back(text: str) -> None:
    data = text.encode("ascii")
    assert decompress_stream(bytearray(compress(data))) == data


@given(st.binary(max_size=3000))
def test_noise_is_read_back_too(data: bytes) -> None:
    assert decompress_stream(bytearray(compress(data))) == data


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4095, 4096, 4097, 3 * 4096, 40_000])
def test_pieces_of_every_size(size: int) -> None:
    for data in (b"a" * size, b"Dim x As Long\r\n" * (size // 15)):
        packed = compress(data)
        assert decompress_stream(bytearray(packed)) == data
        assert len(packed) < 100 + len(data) // 50


def test_a_whole_piece_of_noise_stands_as_it_is_and_the_rest_of_one_is_refused() -> None:
    noise = random.Random(7).randbytes(4096)
    assert decompress_stream(bytearray(compress(noise + b"x"))) == noise + b"x"
    with pytest.raises(ProgramError, match="无法压缩"):
        compress(noise[:4000])


def test_examples_of_the_standard() -> None:
    """[MS-OVBA] 3.2: no copy, and one that runs on into itself, come out byte for byte."""
    plain = b"abcdefghijklmnopqrstuv."
    assert (
        compress(plain).hex()
        == "0119b000" + plain[:8].hex() + "00" + plain[8:16].hex() + "00" + plain[16:].hex()
    )
    assert compress(b"a" * 73).hex() == "0103b002614500"


# Compound files


def test_streams_are_read_back(tmp_path: Path) -> None:
    noise = random.Random(3).randbytes
    tree = {
        "VBA": {f"Module{n}": noise(size) for n, size in enumerate((0, 1, 63, 64, 4095, 4096, 70_000))},
        "empty": {},
        "PROJECT": noise(511),
    }
    path = tmp_path / "file.bin"
    path.write_bytes(compound_file(tree))
    with olefile.OleFileIO(path, raise_defects=olefile.DEFECT_INCORRECT) as file:
        assert not file.parsing_issues
        streams = {"/".join(where): file.openstream(where).read() for where in file.listdir()}
    assert streams == {f"VBA/{name}": data for name, data in tree["VBA"].items()} | {
        "PROJECT": tree["PROJECT"]
    }


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 20, 100])
def test_folders_are_searched_as_trees(count: int) -> None:
    """Each name is found by going left and right from the top, and no red entry lies under a red one."""
    tree = {f"{'M' * (n % 5)}{n}": b"" for n in range(count)}
    with olefile.OleFileIO(compound_file(tree)) as file:
        entries = file.direntries
        top = file.root.sid_child
        for name in tree:
            assert _found(entries, top, name)
        assert len({_blacks(entries, top)}) == 1


def _found(entries: list[olefile.OleDirectoryEntry], number: int, name: str) -> bool:
    while number != olefile.NOSTREAM:
        entry = entries[number]
        if entry.name == name:
            return True
        before = (len(name), name.upper()) < (len(entry.name), entry.name.upper())
        number = entry.sid_left if before else entry.sid_right
    return False


def _blacks(entries: list[olefile.OleDirectoryEntry], number: int) -> int:
    """Black entries on every way down, which must be equally many."""
    if number == olefile.NOSTREAM:
        return 0
    entry = entries[number]
    left, right = _blacks(entries, entry.sid_left), _blacks(entries, entry.sid_right)
    assert left == right
    if entry.color == 0:
        below = [n for n in (entry.sid_left, entry.sid_right) if n != olefile.NOSTREAM]
        assert all(entries[n].color == 1 for n in below)
    return left + (1 if entry.color else 0)


def test_what_no_compound_file_can_hold() -> None:
    for wrong in ({"": b""}, {"a" * 32: b""}, {"a": b"", "A": b""}):
        with pytest.raises(ProgramError, match="名称"):
            compound_file(wrong)
    with pytest.raises(ProgramError, match="太大"):
        compound_file({"big": bytes(7_500_000)})
    assert len(compound_file({"big": bytes(6_800_000)})) > 6_800_000


# Projects


def project(source: str, kind: ModuleKind = STANDARD) -> dict[str, str]:
    return read_back(vba_project([Module("ThisWorkbook", WORKBOOK, ""), Module("M", kind, source)], "xltool"))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(line_end: str) -> None:
    source = line_end.join(['Attribute VB_Name = "M"', "Option Explicit", "Sub A()", "End Sub"])
    assert project(source)["M"] == 'Attribute VB_Name = "M"\nOption Explicit\nSub A()\nEnd Sub\n'


def test_chinese_in_the_code_page_is_kept() -> None:
    assert 'MsgBox "绩效 ▲—％"' in project('Sub A()\nMsgBox "绩效 ▲—％"\nEnd Sub')["M"]


def test_kinds_of_modules_have_their_attributes() -> None:
    modules = [
        Module("ThisWorkbook", WORKBOOK, ""),
        Module("Sheet1", SHEET, "Option Explicit\n"),
        Module("C", CLASS, 'VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1\nEND\nAttribute VB_Name = "C"\nOption Explicit\n'),
        Module("M", STANDARD, "Attribute A.VB_Description = \"kept\"\n"),
    ]  # fmt: skip
    found = read_back(vba_project(modules, "xltool"))
    assert '"0{00020819-0000-0000-C000-000000000046}"' in found["ThisWorkbook"]
    assert "VB_PredeclaredId = True" in found["Sheet1"] and "VB_PredeclaredId = False" in found["C"]
    assert "MultiUse" not in found["C"] and found["C"].endswith("\nOption Explicit\n")
    assert found["M"].endswith('Attribute A.VB_Description = "kept"\n')
    assert found == {module.name: normalised(module).replace("\r\n", "\n") for module in modules}


def test_a_big_module_of_others_is_kept_line_by_line() -> None:
    file = Path(xlwings.__file__).with_name("xlwings_custom_addin.bas")
    source = file.read_text(encoding="utf-8")
    built = vba_project([Module("ThisWorkbook", WORKBOOK, ""), Module("xlwings", STANDARD, source)], "xltool")
    assert read_back(built)["xlwings"].strip() == source.strip() and source.count("\n") > 1000


def test_the_same_modules_give_the_same_bytes() -> None:
    modules = [Module("ThisWorkbook", WORKBOOK, ""), Module("M", STANDARD, "Option Explicit\n")]
    assert vba_project(modules, "xltool") == vba_project(modules, "xltool")


@pytest.mark.parametrize(
    ("modules", "name", "said"),
    [
        ([Module("1st", STANDARD, "")], "xltool", "不能做"),
        ([Module("M" * 32, STANDARD, "")], "xltool", "不能做"),
        ([Module("模块", STANDARD, "")], "xltool", "不能做"),
        ([], "my project", "不能做"),
        ([Module("M", STANDARD, ""), Module("m", STANDARD, "")], "xltool", "不能重复"),
        ([Module("Dir", STANDARD, "")], "xltool", "不能重复"),
        ([Module("xltool", STANDARD, "")], "XlTool", "不能重复"),
        ([Module("M", STANDARD, 'Attribute VB_Name = "N"\n')], "xltool", "“N”"),
        ([Module("M", STANDARD, "' 😀\n")], "xltool", "“😀”"),
    ],
)
def test_what_no_project_can_hold(modules: list[Module], name: str, said: str) -> None:
    with pytest.raises(ProgramError, match=said):
        vba_project(modules, name)


def test_an_unknown_code_page_is_said() -> None:
    with pytest.raises(ProgramError, match="代码页 99999"):
        vba_project([Module("M", STANDARD, "")], "xltool", 99999)


# Protection: an independent reading of [MS-OVBA] 2.4.3.3


def decrypted(identity: str, digits: str) -> bytes:
    data = bytes.fromhex(digits)
    seed, version, key = data[0], data[1] ^ data[0], data[2] ^ data[0]
    assert version == 2 and key == sum(identity.encode()) % 256
    plain, last = [], key
    for index in range(3, len(data)):
        last = data[index] ^ ((data[index - 2] + last) % 256)
        plain.append(last)
    plain = plain[(seed & 6) // 2 :]
    length = int.from_bytes(bytes(plain[:4]), "little")
    assert length == len(plain) - 4
    return bytes(plain[4:])


def test_protection_is_read_as_the_standard_says() -> None:
    """The first three are the example of [MS-OVBA] 3.1.1: not protected, no password, visible."""
    identity = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"
    assert decrypted(identity, "0705D8E3D8EDDBF1DBF1DBF1DBF1") == bytes(4)
    assert decrypted(identity, "0E0CD1ECDFF4E7F5E7F5E7") == bytes(1)
    assert decrypted(identity, "1517CAF1D6F9D7F9D706") == b"\xff"
    for seed in range(256):
        assert decrypted(identity, encrypted(identity, b"\1\2\3\xff", seed)) == b"\1\2\3\xff"


def test_the_project_is_open_to_everyone() -> None:
    with olefile.OleFileIO(vba_project([Module("M", STANDARD, "")], "xltool")) as file:
        text = file.openstream("PROJECT").read().decode("ascii")
    values = dict(re.findall(r'^(\w+)="(.*)"\r$', text, re.MULTILINE))
    assert decrypted(values["ID"], values["CMG"]) == bytes(4)
    assert decrypted(values["ID"], values["DPB"]) == bytes(1)
    assert decrypted(values["ID"], values["GC"]) == b"\xff"
