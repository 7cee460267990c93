"""Forms of other authors through every verb, as a person works on them, and given back.

python -m tests.annotate.every_verb FOLDER takes forms as NAME-blank.xlsx and NAME-filled.xlsx with NAME.truth.json (planted
errors by name and row; `ok` must stay silent) and prints what went wrong: a verb that ended otherwise than it may, a part that
is not given back, something that the validators find anew, an error that is not found at its cell, a cell that is accused
though it is right, a finding without a cell.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.annotate.corpus import new_errors
from tests.annotate.forms import same_parts

#: What else may come out of a verb than 0: findings (1), a sentence that says why not (2).
_FOUND, _REFUSED = 1, 2
_REASON: Final = "年中调整了任务，第四季度才能完成，已报批准"
#: Of a report without a figure the check says so.
_NO_FIGURES: Final = "正文里没有可以与工作簿比对的数字"


class Worked:
    """One form in a folder of its own: what went wrong is kept."""

    def __init__(self, form: Path, folder: Path) -> None:
        self.form, self.folder, self.book = form, folder, folder / form.name
        self.wrong: list[str] = []

    def verb(self, *arguments: object, also: tuple[int, ...] = ()) -> str:
        """What a verb printed; it may end with 0 or one of these."""
        command = [sys.executable, "-m", "xltool", *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, check=False
        )
        said = done.stdout + done.stderr
        bad = done.returncode not in (0, *also) or "Traceback" in said or "程序内部" in said
        if bad and _NO_FIGURES not in said:
            self.wrong.append(f"{arguments[0]} ended with {done.returncode}: {said.strip()[-160:]}")
        return done.stdout

    def given_back(self, when: str) -> None:
        """Whether strip gives every part as it was."""
        back = self.folder / f"还原-{when}{self.form.suffix}"
        self.verb("strip", self.book, "-o", back)
        self.wrong += [f"strip after {when}: {part}" for part in same_parts(self.form, back)]


def worked(form: Path, folder: Path) -> list[str]:
    """What went wrong with one form."""
    at = Worked(form, folder)
    at.verb("annotate", form, "-o", at.book, "--yes")
    at.given_back("annotate")
    outcome = json.loads(at.verb("recalc", at.book, "--json", also=(_FOUND,)).strip().splitlines()[-1])
    at.wrong += [f"validators: {line}" for line in new_errors(form, at.book)]
    at.given_back("recalc")
    if form.stem.endswith("-filled"):
        at.wrong += judged(outcome["findings"], json.loads(truth_of(form).read_text("utf-8")))
    at.wrong += ["a finding without a cell" for each in outcome["findings"] if not all(addresses(each))]
    at.verb("clear", at.book)
    at.given_back("clear")
    _as_people_do(at, bool(outcome["findings"]))
    return at.wrong


def _as_people_do(at: Worked, findings: bool) -> None:
    """The verbs that change the form, and what leaves the house."""
    book, report = at.book, at.folder / f"{at.form.stem}.docx"
    at.verb("check", book, also=(_FOUND,))
    at.verb("recalc", book, also=(_FOUND,))
    if findings:
        at.verb("explain", book, "1", _REASON)
    at.verb("adopt", book, "--yes")
    at.verb("restore", book, also=(_REFUSED,))  # on a form without formulas of ours there is none
    at.verb("locate", book, "--write", also=(_FOUND,))
    at.verb("coverage", book)
    at.verb("report", book, "-o", report)
    at.verb("check", book, "--report", report, also=(_FOUND,))
    at.verb("import", at.form, "--into", book, "--yes")
    at.verb("seal", book, also=(_FOUND, _REFUSED))


def truth_of(form: Path) -> Path:
    """The file that says what a form is."""
    return form.with_name(f"{form.stem.rpartition('-')[0]}.truth.json")


def addresses(finding: dict[str, Any]) -> list[str]:
    """The cells of a finding as A1, the accused one first; empty for one that is not there."""
    return [str(cell["address"] or "").rpartition("!")[2].replace("$", "") for cell in finding["cells"]]


def judged(findings: list[dict[str, Any]], truth: dict[str, Any]) -> Iterator[str]:
    """Planted errors that no finding names, and right cells that one accuses; what the contract has no name for is not asked."""
    named = {address for each in findings for address in addresses(each)}
    accused = {addresses(each)[0] for each in findings}
    for planted in truth["findings"]:
        name = planted["names"][0]
        if name.startswith("x:"):
            continue
        cell = _cell(name, planted.get("row"), truth)
        if planted.get("ok") and cell in accused:
            yield f"accused though it is right: {cell} {planted['what']}"
        if not planted.get("ok") and cell not in named:
            yield f"not found: {cell} {planted['what']}"


def _cell(name: str, row: int | None, truth: dict[str, Any]) -> str:
    if row is None:
        place = truth["cells"].get(name)
        return str(place).rpartition("!")[2]
    block, _, column = name.partition("_")
    table = truth["blocks"][block]
    return f"{table['columns'][column]}{table['rows'][row - 1]}"


def main(folder: Path) -> int:
    """Work on all single returns; 1 where anything went wrong."""
    forms = [form for form in sorted(folder.glob("*-*.xlsx")) if truth_of(form).is_file()]
    single = [form for form in forms if json.loads(truth_of(form).read_text("utf-8")).get("projects", 1) == 1]
    failed = 0
    for form in single:
        with tempfile.TemporaryDirectory() as room:
            wrong = worked(form, Path(room))
        failed += bool(wrong)
        for line in wrong:
            print(f"{form.name}\t{line}", flush=True)
    print(f"{len(single)} forms, {failed} with something wrong")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
