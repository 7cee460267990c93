"""One file judged: what it is, whether its seal holds, its rates and scores, everything that is wrong with it.

Whatever it is, it gives judgements and no exception. The ``outcome`` of one is a JSON object:

==============  =====================================================================================================
``rates``       name -> ratio as a decimal, null where it cannot be computed
``scores``      name -> points; 等级 -> the grade, null without one
``amounts``     name -> 万元, as it was filed: every single amount and count of the form
``indicators``  a list: level1, level2, title, target, actual, weight, score, suggested
``scheme``      the scheme's id; ``version`` the template's
``unasked``     codes of the rules that could not be asked of this form
``merged``      of a merged return alone: the units that it adds up, its own among them where it has one
``merged_amounts``  of it too: unit, without what is written differently -> its 支出总额 of this year as it was added up
==============  =====================================================================================================

Of a 校验单 it is the digest of the form that it belongs to (``form``), of a form that no profile fits nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.alike.reading import profile_in_text
from xltool.annotate.strip import facts_of
from xltool.batch.judgement import FileKind, FindingRow, Judgement
from xltool.batch.rule_files import RuleFile, place_of
from xltool.book.file.given import GivenWorkbook
from xltool.book.file.package import Package, open_package
from xltool.book.file.whole import whole
from xltool.book.sealed import CODE
from xltool.checks.finding import Finding
from xltool.contract.names import FORM, Kind
from xltool.errors import WorkbookError
from xltool.indicators.scores import Assessment
from xltool.model.merged import merged_amounts
from xltool.model.report import Report
from xltool.model.stated import Stated, trimmed
from xltool.sealed.pair import DIGEST
from xltool.sealed.verify import SealState, Signature, Verdict
from xltool.verbs.examine import examined
from xltool.verbs.outcome import Outcome
from xltool.verbs.pair import SealedPair, is_annotated, pair_verdict
from xltool.verbs.profiled import annotated_as_known
from xltool.verbs.verify import verdict_of

#: What every workbook of ours has a name for.
_VERSION = "模板版本"
#: Kinds of single cells whose figures a bureau adds up.
_ADDED_UP = frozenset({Kind.AMOUNT, Kind.COUNT})
#: The figure by which a merged return is held against what its units filed.
MERGED_BY = "支出总额_本年决算"
#: Places of a ratio in the outcome: more than any form shows.
_PLACES = 6


class JudgedBy(NamedTuple):
    """By what files are judged, as plain data: files of schemes, the file of settings, profiles as texts, a public key."""

    schemes: tuple[RuleFile, ...] = ()
    settings: RuleFile | None = None
    profiles: tuple[str, ...] = ()
    public_key: bytes | None = None

    @property
    def places(self) -> tuple[tuple[str, ...], str | None]:
        """Where the files of schemes and of settings lie on this machine."""
        return tuple(map(place_of, self.schemes)), None if self.settings is None else place_of(self.settings)


class Given(NamedTuple):
    """A file to be judged: its name, its content, and by what."""

    name: str
    data: bytes
    by: JudgedBy


class GivenPair(NamedTuple):
    """A bureau's own form that was sealed, with its 校验单: the form's name, both contents, and by what they are judged."""

    name: str
    form: bytes
    slip: bytes
    by: JudgedBy


def judged_pair(given: GivenPair) -> Judgement:
    """What a sealed form says, by the names of its 校验单, and whether it is as it was sealed."""
    try:
        form, slip = (GivenWorkbook(data, given.name) for data in (given.form, given.slip))
        done = examined(SealedPair(form, slip), *given.by.places)
        verdict = pair_verdict(given.form, given.slip, given.name, given.by.public_key)
        return _with_seal(_of_return(done, ""), verdict)
    except WorkbookError as error:
        return Judgement(FileKind.BROKEN, reason=str(error))
    except Exception as error:
        return Judgement(FileKind.BROKEN, reason=_inside(error))


def judged(given: Given) -> tuple[Judgement, ...]:
    """What a file turned out to be; one judgement for each return in it."""
    try:
        return tuple(_judged(given))
    except WorkbookError as error:
        return (Judgement(FileKind.BROKEN, reason=str(error)),)
    except Exception as error:
        return (Judgement(FileKind.BROKEN, reason=_inside(error)),)


def _inside(error: Exception) -> str:
    return f"程序内部出错（{type(error).__name__}: {error}）：请把这个文件发给维护人员。"


def _judged(given: Given) -> Iterator[Judgement]:
    package = open_package(given.data, given.name)
    form = ""
    if not is_ours(package):
        data, profile = annotated_as_known(given.data, given.name, known_profiles(given.by.profiles))
        package, form = open_package(data, given.name), profile.title
    sealed = verdict_of(package, given.by.public_key) if _is_sealed(package) else None
    if sealed is not None and is_annotated(package):
        outcome = json.dumps({"form": facts_of(whole(package)).get(DIGEST, "")})
        yield _with_seal(Judgement(FileKind.SLIP, outcome=outcome), sealed)
        return
    for sheet in package.returns or ("",):
        workbook = GivenWorkbook(given.data, given.name, sheet)
        workbook.hold(package)
        done = examined(workbook, *given.by.places)
        judgement = _of_return(done, sheet)
        yield _with_seal(judgement._replace(form=form or judgement.form), sealed)


def _is_sealed(package: Package) -> bool:
    return CODE in package.names or CODE in package.broken


def _with_seal(judgement: Judgement, sealed: Verdict | None) -> Judgement:
    if sealed is None:
        return judgement._replace(seal=SealState.NOT_SEALED.value)
    kind = judgement.kind if judgement.kind is FileKind.SLIP else FileKind.SEALED
    signature = "" if sealed.signature is Signature.NONE else sealed.signature.value
    why = "" if sealed.good else sealed.short()
    return judgement._replace(
        kind=kind, seal=sealed.state.value, signature=signature, key=sealed.fingerprint, reason=why
    )


def is_ours(package: Package) -> bool:
    """Whether a workbook has names of ours: a form without any has to be annotated before it is judged.

    Of several returns each has its names on its own sheet.
    """
    return bool(package.returns or {FORM, _VERSION, CODE} & package.names.keys())


@lru_cache(maxsize=8)
def known_profiles(texts: tuple[str, ...]) -> tuple[FormProfile, ...]:
    """The profiles that these texts are."""
    return tuple(profile_in_text(text) for text in texts)


# A return


def _of_return(done: Outcome, sheet: str) -> Judgement:
    report = done.report
    return Judgement(
        FileKind.RETURN,
        sheet,
        unit=report.unit_name.text.strip(),
        year=None if report.year.value is None else int(report.year.value),
        form=report.form_title.text if report.foreign else "",
        outcome=json.dumps(_outcome(done), ensure_ascii=False),
        findings=tuple(_finding(done, finding) for finding in done.findings),
    )


def _outcome(done: Outcome) -> dict[str, object]:
    computed, report = done.computed, done.report
    return {
        "rates": {
            name: None if rate is None else round(float(rate), _PLACES)
            for name, rate in computed.rates.items()
        },
        "scores": {
            **{name: None if score is None else float(score) for name, score in computed.scores.items()},
            "等级": computed.grade or None,
        },
        "amounts": dict(_amounts(report)),
        "indicators": [_indicator(each) for each in computed.assessments],
        "scheme": done.scheme.id,
        "version": report.template_version.text,
        "unasked": [each.code for each in done.unasked],
        **(_merged(done) if report.merged else {}),
    }


def _merged(done: Outcome) -> dict[str, object]:
    """The units of a merged return, and by what it is known whether they have filed something else since."""
    amounts = merged_amounts(done.form, MERGED_BY)
    return {
        "merged": list(done.report.merged),
        "merged_amounts": {unit: float(amount) for unit, amount in amounts.items()},
    }


def _amounts(report: Report) -> Iterator[tuple[str, float]]:
    for cell in report.cells():
        if not cell.place.row and cell.contract.kind in _ADDED_UP and cell.amount is not None:
            yield cell.name, float(cell.amount)


def _indicator(assessment: Assessment) -> dict[str, object]:
    row = assessment.indicator
    return {
        "level1": row.level1.text,
        "level2": row.level2.text,
        "title": row.title.text,
        "target": _said(row.target),
        "actual": _said(row.actual),
        "weight": None if row.weight.amount is None else float(row.weight.amount),
        "score": None if row.score.amount is None else float(row.score.amount),
        "suggested": None if assessment.points is None else float(assessment.points),
    }


def _said(cell: Stated) -> str:
    return cell.text if cell.value is None else trimmed(cell.value)


def _finding(done: Outcome, finding: Finding) -> FindingRow:
    reason = done.reasons.get(finding.key)
    return FindingRow(
        finding.code,
        finding.severity.value,
        finding.title,
        finding.message,
        "、".join(cell.place.name for cell in finding.accused),
        finding.stated,
        finding.expected,
        float(finding.size),
        finding.cause,
        finding.fix,
        finding.key,
        finding.root,
        done.state(finding),
        "" if reason is None else reason.text,
        finding.fingerprint,
    )
