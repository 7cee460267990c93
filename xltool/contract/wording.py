"""Relations as a reader writes them: 支出总额 = 基本支出 + 项目支出. The manual of rules prints these, and no rule's page its own."""

import re
from typing import Final

from xltool.contract.names import INDICATORS
from xltool.contract.optional import KNOWN
from xltool.contract.relations import RELATIONS, Relation, Tied, When
from xltool.contract.rows import YEAR_COLUMNS

#: Where a page stands for a relation: its id, or its family, in braces.
_PLACE: Final = re.compile(r"\{([^{}]+)\}")


def named_in(text: str) -> tuple[str, ...]:
    """The relations that a page stands for, by family or id, in order."""
    return tuple(_PLACE.findall(text))


def with_relations(text: str) -> str:
    """The page with each relation written out. Raises KeyError for one that is not in the table."""
    return _PLACE.sub(lambda found: written(found[1]), text)


def written(name: str) -> str:
    """The relation of this id, or each of this family, as a formula; the columns of 附件1 are said once for all.

    Raises KeyError where the table has neither.
    """
    found = [relation for relation in RELATIONS if name in (relation.id, relation.family) and relation.parts]
    if not found:
        raise KeyError(name)
    return "；".join(dict.fromkeys(map(_formula, found)))


def _formula(relation: Relation) -> str:
    parts = [_label(part, relation) for part in relation.parts]
    if relation.constant is not None:
        return f"{' + '.join(parts)} = {relation.constant}"
    left = _label(relation.whole, relation)
    if relation.when is When.HEADED:
        if relation.kind is Tied.AT_MOST:
            return f"其下各{parts[0]}之和 ≤ {left}后标注的分值"
        return f"{left}后标注的分值 = 其下{parts[0]}之和"
    if relation.kind is Tied.AT_MOST:
        return f"{' + '.join(parts)} ≤ {left}"
    if relation.kind is Tied.GROWTH:
        return f"{left} = （{parts[0]} − {parts[1]}）÷ {parts[1]}"
    return f"{left} = {_right(relation, parts)}"


def _right(relation: Relation, parts: list[str]) -> str:
    if relation.kind is Tied.POINTS:
        return f"{parts[0]}（至多按100%）× {parts[1]}"
    if relation.kind is Tied.SUM:
        return " + ".join(parts)
    return (" 或 " if relation.kind is Tied.SAME else " ÷ ").join(parts)


def _label(name: str, relation: Relation) -> str:
    """The label of a name, without the column where the relation holds in each; a column of a table stands for its rows."""
    known = KNOWN.get(name)
    if known is None:
        return name
    column = relation.id.partition(":")[2]
    label = known.label.removesuffix(f"（{column}）") if column in YEAR_COLUMNS else known.label
    if relation.kind is not Tied.SUM or not known.block or name == relation.whole:
        return label
    return f"各{label}" if known.block == INDICATORS else f"{label}各行之和"
