"""The 校验单 of a run whose form did not come."""

from __future__ import annotations

from xltool.ledger.pairs import digest_in, form_beside
from xltool.ledger.returns import Standing
from xltool.summary.gathered import Gathered


def slips_alone(found: Gathered) -> frozenset[int]:
    """The numbers of the files that are a 校验单 without a form; the forms are looked up, not read."""
    slips = found.data.execute(
        "SELECT p.file, f.origin, f.outcome FROM placed p JOIN files f ON f.id = p.file WHERE p.standing = ?",
        (Standing.SLIP,),
    ).fetchall()
    if not slips:
        return frozenset()
    found.data.execute("CREATE TEMP TABLE forms (digest TEXT, origin TEXT)")
    found.data.execute(
        "INSERT INTO forms SELECT f.digest, f.origin FROM placed p JOIN files f ON f.id = p.file WHERE p.standing != ?",
        (Standing.SLIP,),
    )
    found.data.executescript(
        "CREATE INDEX temp.forms_by_digest ON forms (digest); CREATE INDEX temp.forms_by_origin ON forms (origin);"
    )
    return frozenset(number for number, origin, outcome in slips if not _has_form(found, origin, outcome))


def _has_form(found: Gathered, origin: str, outcome: str) -> bool:
    query = "SELECT COUNT(*) FROM forms WHERE digest = ? OR origin = ?"
    return found.one(query, (digest_in(outcome) or None, form_beside(origin) or None)) > 0
