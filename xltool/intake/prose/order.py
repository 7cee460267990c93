"""Words put where the rest of the grammar looks for them: what a figure is stands in front of it, and labels are whole."""

from __future__ import annotations

from typing import Final

from xltool.intake.prose.formulas import written_out
from xltool.intake.prose.labels import COUNTS, Subject
from xltool.intake.prose.nicknames import spelled_out
from xltool.intake.prose.words import NUMBERS, Is, Word

_BUDGETS: Final = {Is.BUDGET: "any", Is.INITIAL: "initial", Is.ADJUSTED: "adjusted"}
_BASES: Final = (*_BUDGETS, Is.FINAL)
_MEASURED: Final = ("完成", "占", "达", "达到", "为", "是", "完成了")
_SPENDS: Final = ("完成", "支出", "使用", "执行")
_CARS: Final = ("公务用车购置和维护", "公车购置", "公车运行维护", "公务用车")
#: What is left of a car's label where the sentence has named the car before.
_SHORTENED: Final = {"运行维护": "公车运行维护", "运行": "公车运行维护", "购置": "公车购置"}
_CAR_WORDS: Final = ("公务用车", "公车", "公务车辆")
_FEES: Final = ("费", "费用", "经费")


def prepared(words: list[Word], about: Subject | None) -> list[Word]:
    """The words of a sentence with nicknames, shortened labels and formulas as the grammar knows them; ``about`` is what the text above speaks of."""
    return written_out(whole_labels(spelled_out(words, about.key if about else "")))


def whole_labels(words: list[Word]) -> list[Word]:
    """公务用车购置费0万元，运行维护费6.6万元: the second is the car's too."""
    found: list[Word] = []
    named = ""
    for word in words:
        label = _SHORTENED.get(found[-1].text) if found and word.text in _FEES and named in _CARS else None
        if label:
            found[-1] = Word(Is.LABEL, found[-1].text + word.text, found[-1].start, word.end, label)
        else:
            found.append(word)
        if found[-1].what is Is.LABEL or found[-1].text in _CAR_WORDS:
            named = found[-1].value or "公务用车"
    return found


def in_order(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """4.3万元的年初预算 -> 年初预算4.3万元, 完成4.3万元预算的83% -> 完成预算4.3万元的83%, 4万元中的3万元 -> 4万元支出3万元."""
    found = list(words)
    for place in range(len(found) - 1):
        last = place + 1 >= len(found)  # a word was dropped
        if last or found[place].what not in NUMBERS or found[place].text.endswith("%"):
            continue
        if (at := _basis_behind(found, place)) is not None:
            basis = found.pop(at)
            found.insert(place, _measure(basis, found, place))
        elif length := _label_behind(found, place):
            found[place : place + length + 2] = [*found[place + 2 : place + length + 2], found[place]]
        elif _counts_label(found, place):
            found.insert(place, found.pop(place + 1))
        elif _rest_of(found, place):
            found[place + 1] = found[place + 1]._replace(what=Is.SPENT, text="支出")
    return tuple(found)


def _basis_behind(words: list[Word], place: int) -> int | None:
    """Where the word stands that says behind a figure what it is: 4.3万元的预算, 4.3万元预算的, 4.3万元预算内."""
    after = place + 1
    if words[after].text == "的" and after + 1 < len(words):
        ahead = words[after + 2] if after + 2 < len(words) else None
        free = ahead is None or (ahead.what not in NUMBERS and ahead.text not in ("为", "是"))
        return after + 1 if words[after + 1].what in _BASES and free else None
    closed = after + 1 < len(words) and words[after + 1].text in ("的", "内", "中")
    return after if words[after].what in _BASES and closed else None


def _label_behind(words: list[Word], place: int) -> int:
    """支出56.4万元的公用经费, 60万元的公用经费预算: how many words say behind a figure what it is of."""
    behind = [word.what for word in words[place + 1 : place + 5]]
    before = {word.what for word in words[:place]}
    if (
        words[place + 1].text != "的"
        or behind[1:2] != [Is.LABEL]
        or Is.LABEL in before
        or before & {*NUMBERS}
    ):
        return 0
    length = 2 if behind[2:3] and behind[2] in _BASES else 1
    rest = words[place + 2 + length : place + 3 + length]
    return length if not rest or rest[0].text in ("内", "中", "以内") else 0


def _counts_label(words: list[Word], place: int) -> bool:
    """43名在职人员 -> 在职人员43名, but not 编制46人在职43人."""
    label, ahead = words[place + 1], words[place + 2] if place + 2 < len(words) else None
    before = words[place - 1] if place else None
    free = ahead is None or (ahead.what not in NUMBERS and ahead.text not in ("为", "是", "数"))
    named = before is not None and before.what is Is.LABEL
    return words[place].text[-1] in "名人" and label.value in COUNTS and free and not named


def _measure(basis: Word, words: list[Word], place: int) -> Word:
    """The budget of a completion rate, or what the figure is by itself."""
    rated = next((word for word in words[place + 1 :] if word.what in NUMBERS), None)
    measured = place and words[place - 1].text in _MEASURED
    if rated is not None and rated.text.endswith("%") and measured and basis.what in _BUDGETS:
        value = _BUDGETS[basis.what]
        return basis._replace(what=Is.COMPLETED, value="" if value == "any" else value)
    return basis


def _rest_of(words: list[Word], place: int) -> bool:
    """完成采购预算25万元中的21万元."""
    behind = [word.text for word in words[place + 1 : place + 3]]
    front = words[:place]
    return (
        behind == ["中", "的"]
        and place + 3 < len(words)
        and words[place + 3].what in NUMBERS
        and any(word.what in _BUDGETS for word in front)
        and any(word.text in _SPENDS for word in front)
    )
