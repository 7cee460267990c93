"""What a kit is made of, for those who have to answer for it: a bill of materials, and the licence text of every part.

The bill is CycloneDX 1.5 as JSON, written here (no library: it is a list). Parts that a wheel says it was built from
(``*.dist-info/sboms``) stand in it below their wheel. There is no time and no number by chance in it.
"""

from __future__ import annotations

import email
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import Final

from xltool import __version__

BILL: Final = "SBOM.cdx.json"
LICENCES: Final = "许可证"

#: How files are called that hold a licence or a notice that has to travel with it.
_TEXT: Final = re.compile(r"(^|[-_.])(licen[cs]e|copying|notice)", re.IGNORECASE)

_ENDINGS: Final = ("", ".txt", ".md", ".rst")


def licence_texts(wheels: Sequence[Path], python: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every licence text of what is shipped, by its path in the kit. Exits where a wheel has none: it may not be shipped."""
    found = {}
    for wheel in wheels:
        texts = dict(_texts(wheel))
        if not texts:
            raise SystemExit(f"“{wheel.name}”里没有许可证文本，不能放进安装包。")
        found |= {f"{LICENCES}/{_named(wheel)}/{name}": data for name, data in texts.items()}
    # that of Python itself, which IT supplied, where its package brings one
    own = {name: data for name, data in python.items() if _TEXT.search(name) and "/" not in name}
    return found | {f"{LICENCES}/python/{name}": data for name, data in own.items()}


def bill_of_materials(wheels: Sequence[Path], version: str, python: Mapping[str, bytes]) -> bytes:
    """The bill, sorted; ``version`` is that of the Python that comes along, where one does."""
    components = [_component(wheel) for wheel in wheels]
    if python:
        components.append(
            {"type": "platform", "name": "CPython", "version": version, "bom-ref": f"cpython@{version}"}
        )
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "xltool", "version": __version__, "bom-ref": "kit"}
        },
        "components": sorted(components, key=lambda each: str(each["bom-ref"])),
    }
    return (json.dumps(bill, ensure_ascii=False, indent=1) + "\n").encode()


def _component(wheel: Path) -> dict[str, object]:
    data, metadata = wheel.read_bytes(), _metadata(wheel)
    name, version = str(metadata["Name"]), str(metadata["Version"])
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": wheel.name,
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}],
        "licenses": [{"license": {"name": _licence(metadata)}}],
    }
    parts = [part for bill in _bills(wheel) for part in bill.get("components", [])]
    if parts:
        kept = ("type", "name", "version", "purl", "licenses")
        component["components"] = [{key: part[key] for key in kept if key in part} for part in parts]
    return component


def _licence(metadata: Message) -> str:
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier", [])
        if each.startswith("License")
    ]
    return str(metadata["License-Expression"] or metadata["License"] or " / ".join(classifiers))


def _texts(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """Licence texts of a wheel by their names; those of parts of it keep the folder that they stand in."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            path = PurePosixPath(name)
            text = _TEXT.search(path.name) and path.suffix.lower() in _ENDINGS
            if ".dist-info/licenses/" in name or text:
                yield re.sub(r"^[^/]+\.dist-info/(licenses/)?", "", name), archive.read(name)


def _bills(wheel: Path) -> Iterator[dict[str, list[dict[str, object]]]]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if ".dist-info/sboms/" in name and name.endswith(".json"):
                yield json.loads(archive.read(name))


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def _named(wheel: Path) -> str:
    return "-".join(wheel.name.split("-")[:2])
