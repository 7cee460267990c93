"""VBA modules as text become the ``vbaProject.bin`` of a workbook, on any machine and without Excel.

The project holds sources alone, no compiled code: its version is 0xFFFF, which tells Excel and LibreOffice to
compile when they open it ([MS-OVBA] 2.3.4.1). The same modules give the same bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from xltool.errors import ProgramError
from xltool.vba.compound_file import compound_file
from xltool.vba.compression import compress


class ModuleKind(Enum):
    """What a module is to its host."""

    STANDARD = "standard"
    CLASS = "class"
    WORKBOOK = "workbook"
    SHEET = "sheet"


class Module(NamedTuple):
    """One module: its name, what it is, and its source as VBA exports it or without the exported header."""

    name: str
    kind: ModuleKind
    source: str


class _Reference(NamedTuple):
    name: str
    library: str


#: What every project of Excel refers to; Office is where ``IRibbonControl`` is declared.
_REFERENCES: Final = (
    _Reference(
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    _Reference(
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library",
    ),
)

#: Class that a module is an instance of; standard modules are none.
_BASES: Final = {
    ModuleKind.CLASS: "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
    ModuleKind.WORKBOOK: "0{00020819-0000-0000-C000-000000000046}",
    ModuleKind.SHEET: "0{00020820-0000-0000-C000-000000000046}",
}
_DOCUMENTS: Final = (ModuleKind.WORKBOOK, ModuleKind.SHEET)
_IDENTIFIER: Final = re.compile(r"[A-Za-z]\w{0,30}", re.ASCII)
_CLASS_HEADER: Final = re.compile(
    r"\AVERSION 1\.0 CLASS\r\nBEGIN\r\n.*?\r\nEND\r\n", re.DOTALL | re.IGNORECASE
)
_ATTRIBUTES: Final = re.compile(r"\A(?:Attribute VB_\w+ = [^\r\n]*\r\n)+")
_NAMED: Final = re.compile(r'^Attribute VB_Name = "([^"]*)"', re.MULTILINE)

_VERSION_MAJOR, _VERSION_MINOR = 1, 1
_ENGLISH: Final = 0x409
_NEITHER_OFFSET_NOR_CODE: Final = b"\xcc\x61\xff\xff\0\0\0"


def vba_project(modules: Sequence[Module], name: str, code_page: int = 936) -> bytes:
    """The ``vbaProject.bin`` of these modules, in their order; ``name`` is the project's.

    ``code_page`` is that of the sources (936: simplified Chinese); ASCII is the same in all of them.

    Raises:
        ProgramError: a name is no identifier of VBA or there twice, a module says another name than its own, a
            character is not in the code page, or the project is too large.
    """
    _check_names(modules, name)
    encoding = f"cp{code_page}"
    streams = {module.name: compress(_encoded(module, encoding)) for module in modules}
    content = {
        **streams,
        "_VBA_PROJECT": _NEITHER_OFFSET_NOR_CODE,
        "dir": compress(_directory(modules, name, code_page)),
    }
    return compound_file(
        {
            "VBA": content,
            "PROJECT": _project_text(modules, name).encode(encoding),
            "PROJECTwm": _names_in_unicode(modules, encoding),
        }
    )


def normalised(module: Module) -> str:
    """The source as it stands in a project: lines end in CR LF, and the attributes of its kind come first."""
    text = re.sub(r"\r\n|\r|\n", "\r\n", module.source)
    body = _ATTRIBUTES.sub("", _CLASS_HEADER.sub("", text))
    if body and not body.endswith("\r\n"):
        body += "\r\n"
    return _attributes(module) + body


def _attributes(module: Module) -> str:
    lines = [f'VB_Name = "{module.name}"']
    if module.kind in _BASES:
        document = module.kind in _DOCUMENTS
        lines += [
            f'VB_Base = "{_BASES[module.kind]}"',
            "VB_GlobalNameSpace = False",
            "VB_Creatable = False",
            f"VB_PredeclaredId = {document}",
            f"VB_Exposed = {document}",
            "VB_TemplateDerived = False",
            f"VB_Customizable = {document}",
        ]
    return "".join(f"Attribute {line}\r\n" for line in lines)


def _check_names(modules: Sequence[Module], project: str) -> None:
    names = [project, *(module.name for module in modules), "dir", "_VBA_PROJECT"]
    for name in names[:-1]:
        if not _IDENTIFIER.fullmatch(name):
            raise ProgramError(
                f"“{name}”不能做 VBA 工程或模块的名称：只能用英文字母、数字和下划线，以字母开头，不超过 31 个字符。"
            )
    if len({name.lower() for name in names}) != len(names):
        raise ProgramError(f"VBA 工程和模块的名称不能重复：{'、'.join(names[:-2])}。")
    for module in modules:
        said = _NAMED.search(module.source)
        if said and said[1] != module.name:
            raise ProgramError(f"VBA 模块“{module.name}”的源文件里写的是另一个名称“{said[1]}”，请改成一致。")


def _encoded(module: Module, encoding: str) -> bytes:
    try:
        return normalised(module).encode(encoding)
    except UnicodeEncodeError as error:
        wrong = error.object[error.start]
        raise ProgramError(
            f"VBA 模块“{module.name}”里的字符“{wrong}”不在代码页 {encoding[2:]} 里，请改用 ChrW。"
        ) from error
    except LookupError as error:
        raise ProgramError(f"没有代码页 {encoding[2:]}。") from error


# The stream dir


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _text(number: int, unicode_number: int, text: str) -> bytes:
    """A text twice: in the code page and in Unicode. All texts here are ASCII."""
    return _record(number, text.encode("ascii")) + _record(unicode_number, text.encode("utf-16-le"))


def _long(number: int, value: int) -> bytes:
    return _record(number, struct.pack("<I", value))


def _short(number: int, value: int) -> bytes:
    return _record(number, struct.pack("<H", value))


def _directory(modules: Sequence[Module], name: str, code_page: int) -> bytes:
    """The stream dir, not compressed: what the project is, refers to and consists of ([MS-OVBA] 2.3.4.2)."""
    information = (
        _long(0x01, 1),  # 32-bit Windows; 64-bit Excel writes and takes the same
        _long(0x02, _ENGLISH),
        _long(0x14, _ENGLISH),
        _short(0x03, code_page),
        _record(0x04, name.encode("ascii")),
        _text(0x05, 0x40, ""),  # description
        _record(0x06, b"") + _record(0x3D, b""),  # help file
        _long(0x07, 0),
        _long(0x08, 0),
        struct.pack("<HIIH", 0x09, 4, _VERSION_MAJOR, _VERSION_MINOR),
        _text(0x0C, 0x3C, ""),  # constants of conditional compilation
    )
    references = (_reference(reference) for reference in _REFERENCES)
    return b"".join(
        (
            *information,
            *references,
            _short(0x0F, len(modules)),
            _short(0x13, 0xFFFF),
            *(_module_record(module) for module in modules),
            _record(0x10, b""),
        )
    )


def _reference(reference: _Reference) -> bytes:
    library = reference.library.encode("ascii")
    return _text(0x16, 0x3E, reference.name) + _record(
        0x0D, struct.pack("<I", len(library)) + library + bytes(6)
    )


def _module_record(module: Module) -> bytes:
    standard = module.kind is ModuleKind.STANDARD
    return b"".join(
        (
            _text(0x19, 0x47, module.name),
            _text(0x1A, 0x32, module.name),  # its stream
            _text(0x1C, 0x48, ""),
            _long(0x31, 0),  # where its source begins: there is nothing before it
            _long(0x1E, 0),
            _short(0x2C, 0xFFFF),
            _record(0x21 if standard else 0x22, b""),
            _record(0x2B, b""),
        )
    )


# The stream PROJECT


def _project_text(modules: Iterable[Module], name: str) -> str:
    """The stream PROJECT ([MS-OVBA] 2.3.1): unlocked, without a password, shown in the editor."""
    listed = list(modules)
    identity = f"{{{uuid5(NAMESPACE_URL, f'xltool/{name}')}}}".upper()
    lines = [
        f'ID="{identity}"',
        *(_item(module) for module in listed),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypted(identity, bytes(4), 0x12)}"',
        f'DPB="{encrypted(identity, bytes(1), 0x34)}"',
        f'GC="{encrypted(identity, bytes([0xFF]), 0x56)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in listed),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _item(module: Module) -> str:
    if module.kind in _DOCUMENTS:
        return f"Document={module.name}/&H00000000"
    return f"{'Class' if module.kind is ModuleKind.CLASS else 'Module'}={module.name}"


def encrypted(identity: str, data: bytes, seed: int) -> str:
    """Protection, password or visibility as hexadecimal digits ([MS-OVBA] 2.4.3.2); no secret, a disguise."""
    key = sum(identity.encode("ascii")) & 0xFF
    coded = [seed, seed ^ 2, seed ^ key]
    before = key
    for byte in bytes([7] * ((seed & 6) // 2)) + struct.pack("<I", len(data)) + data:
        coded.append(byte ^ ((coded[-2] + before) & 0xFF))
        before = byte
    return bytes(coded).hex().upper()


def _names_in_unicode(modules: Iterable[Module], encoding: str) -> bytes:
    """The stream PROJECTwm: each module's name in the code page and in Unicode."""
    names = (
        module.name.encode(encoding) + b"\0" + f"{module.name}\0".encode("utf-16-le") for module in modules
    )
    return b"".join(names) + b"\0\0"
