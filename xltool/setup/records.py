"""What an installation did, written down before it is done, so that it can be undone whenever it stopped."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from xltool.errors import ProgramError, reason
from xltool.setup.writing import put


class Record(NamedTuple):
    """One file that was laid down or changed.

    ``kind`` is ``own`` (a file of ours), ``shortcut`` (the same, but Windows writes into it), ``settings`` or
    ``associations`` (a file shared with others); ``before`` is what stood there (None: nothing), ``after`` the SHA-256 of
    what was written, ``added`` what of it is ours, as pairs; ``replaced`` the SHA-256 of the file of ours that it took the place of (it stands there still where the power went).
    """

    kind: str
    before: bytes | None
    after: str
    added: tuple[tuple[str, str], ...] = ()
    replaced: str = ""


class Records(NamedTuple):
    """Everything that an installation did: files by path, folders made, the environment, versions as then found."""

    files: dict[str, Record]
    folders: list[str]
    environment: str
    versions: dict[str, str]


def fingerprint(data: bytes | None) -> str:
    """SHA-256 of a file's bytes; empty where there is no file."""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def no_records() -> Records:
    """Nothing was installed."""
    return Records({}, [], "", {})


def read_records(path: Path) -> Records:
    """The records in a file; none where there is no file.

    Raises:
        ProgramError: the file cannot be read or understood.
    """
    try:
        found = json.loads(path.read_bytes())
        files = {name: _record(**each) for name, each in found["files"].items()}
        return Records(files, found["folders"], found["environment"], found["versions"])
    except FileNotFoundError:
        return no_records()
    except OSError as error:
        raise ProgramError(f"读不了安装记录“{path}”（{reason(error)}）：请检查它的权限。") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProgramError(
            f"安装记录“{path}”已损坏：请删除它后再运行一次 xltool install，就会重新记录。"
        ) from error


def write_records(path: Path, records: Records) -> None:
    """Put the records into their file, all at once.

    Raises:
        ProgramError: the file cannot be written.
    """
    plain = {
        "files": {name: _plain(record) for name, record in records.files.items()},
        "folders": records.folders,
        "environment": records.environment,
        "versions": records.versions,
    }
    put(path, json.dumps(plain, ensure_ascii=False, indent=1).encode())


def _record(kind: str, before: str | None, after: str, added: list[list[str]], replaced: str = "") -> Record:
    data = None if before is None else base64.b64decode(before, validate=True)
    return Record(kind, data, after, tuple((key, value) for key, value in added), replaced)


def _plain(record: Record) -> dict[str, Any]:
    before = None if record.before is None else base64.b64encode(record.before).decode()
    return {**record._asdict(), "before": before}
