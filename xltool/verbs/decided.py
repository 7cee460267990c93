"""What a person decides of a recognised form: the questions it leaves open, and what of it is inferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from xltool.errors import DeclinedError, WorkbookError
from xltool.intake.reading import Sure
from xltool.intake.recognised import FormQuestion, RecognisedBlock, RecognisedColumn, RecognisedForm
from xltool.verbs.desk import Desk

#: Questions about the unit of sheets, and the one that no cell of the form answers, with the setting that it fills.
_UNITS: Final = frozenset({"money_unit", "unit_line"})
_SCHEME: Final = "scheme"
#: How often a person may mistype.
_TRIES: Final = 3


class DecidedForm(NamedTuple):
    """A form as it is to be annotated, and what settings say by their names."""

    form: RecognisedForm
    settings: Mapping[str, str] = MappingProxyType({})


def decided(form: RecognisedForm, desk: Desk) -> DecidedForm:
    """The form with every question answered and all that is inferred agreed to, or left out.

    Raises WorkbookError where a question is answered by none of its choices, DeclinedError where the person would rather not.
    """
    return decided_together([form], desk)[0]


def decided_together(forms: Sequence[RecognisedForm], desk: Desk) -> list[DecidedForm]:
    """The same of several forms: what is asked of more than one of them in the same words is asked once. Raises as :func:`decided`."""
    answers: dict[tuple[str, tuple[str, ...]], str] = {}
    done = [_with_answers(form, desk, answers) for form in forms]
    inferred = [line for each in done for line in _inferred(each.form)]
    if inferred and not desk.agree(f"这 {len(inferred)} 处是推断的，照此标注吗？不照此的不标", inferred):
        done = [each._replace(form=_certain(each.form)) for each in done]
    return done


def _with_answers(
    form: RecognisedForm, desk: Desk, answers: dict[tuple[str, tuple[str, ...]], str]
) -> DecidedForm:
    settings: dict[str, str] = {}
    for question in form.questions:
        words = question.ask, tuple(question.choices)
        answer = answers[words] = answers.get(words) or _asked(question, desk)
        if question.id == _SCHEME:
            settings["评分办法"] = answer
        else:
            form = answered(form, question, answer)
    return DecidedForm(form._replace(questions=()), settings)


def answered(form: RecognisedForm, question: FormQuestion, answer: str) -> RecognisedForm:
    """The form once a question about its units or its columns is answered."""
    if question.id in _UNITS:
        return form._replace(units={**form.units, **dict.fromkeys(question.about, answer)})
    letters = answer.partition("列")[0]
    return form._replace(
        blocks=tuple(_moved(block, name, letters) for block in form.blocks for name in question.about)
    )


def _asked(question: FormQuestion, desk: Desk) -> str:
    numbered = "；".join(f"{number} {choice}" for number, choice in enumerate(question.choices, 1))
    for _ in range(_TRIES):
        said = desk.ask(f"{question.ask} {numbered}：", question.default)
        if said is None:
            raise DeclinedError("没有标注，表样没有改动。")
        answer = _chosen(question, said.strip())
        if answer:
            return answer
        desk.say(f"请从这几个里选一个，写序号或原文：{numbered}。", hindered=True)
    raise WorkbookError(f"没有选定“{question.ask}”，没有标注；请重新运行，从列出的几个里选一个。")


def _chosen(question: FormQuestion, said: str) -> str:
    """The choice that an answer names, by its number or its words; empty where it names none."""
    if not said:
        return question.default
    if said.isdecimal() and 1 <= int(said) <= len(question.choices):
        return question.choices[int(said) - 1]
    return next((choice for choice in question.choices if choice == said), "")


def _moved(block: RecognisedBlock, name: str, letters: str) -> RecognisedBlock:
    """The table with a name in another of its columns; whatever stood for that column gives way."""
    own = next((column for column in block.columns if column.name == name), None)
    if own is None or own.column == letters:
        return block
    there = next((column for column in block.columns if column.column == letters), None)
    moved = RecognisedColumn(name, letters, there.label if there else own.label, Sure.CERTAIN)
    return block._replace(
        columns=tuple(moved if column is own else column for column in block.columns if column is not there)
    )


def _inferred(form: RecognisedForm) -> Iterator[str]:
    for cell in form.cells:
        if cell.sure is Sure.INFERRED:
            yield f"{cell.sheet}!{cell.address}　{cell.name}（表上写着“{cell.label}”：{cell.why}）"
    for block in form.blocks:
        for column in _of(block, Sure.INFERRED):
            yield f"{block.sheet}!{column.column}{block.first}:{column.column}{block.last}　{column.name}（表头“{column.label}”）"


def _of(block: RecognisedBlock, sure: Sure) -> Iterable[RecognisedColumn]:
    return (column for column in block.columns if column.sure is sure)


def _certain(form: RecognisedForm) -> RecognisedForm:
    """The form without what is inferred."""
    blocks = (block._replace(columns=tuple(_of(block, Sure.CERTAIN))) for block in form.blocks)
    return form._replace(
        cells=tuple(cell for cell in form.cells if cell.sure is Sure.CERTAIN),
        blocks=tuple(block for block in blocks if block.columns),
    )
