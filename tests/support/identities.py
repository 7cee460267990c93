"""Who writes an identity of the form again, instead of asking the table of relations: found by reading the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from xltool.contract.names import CONTRACT
from xltool.contract.optional import KNOWN
from xltool.contract.relations import QUOTIENTS, RELATIONS, Tied, When

#: Rooms that say what is called what: they name figures side by side and reckon nothing from them. A report that is
#: read and one that is printed list the cells of the form; the contract and the model make them.
_NAMING: Final = (
    *("contract/", "model/", "intake/", "rescue/", "wordreport/"),
    "indicators/built_in.py",  # the schemes, as data
    *("verbs/filling.py", "verbs/import_report.py", "verbs/new.py", "verbs/last_year.py"),
)
#: Where both figures of an identity are named together and nothing is reckoned from them, with the reason.
ALLOWED: Final[dict[tuple[str, str], str]] = {
    (
        "checks/causes/pairs.py",
        "(module)",
    ): "cells of one row, which people divide by each other in every way",
    ("checks/rules/completeness.py", "_needed"): "a list of cells that may not be blank",
    (
        "checks/rules/completeness.py",
        "empty_form",
    ): "the cells that are accused where no amount was filed at all",
    ("checks/rules/magnitude.py", "(module)"): "cells of one row, which are of one size",
    ("checks/rules/plausibility.py", "projects_all_equal"): "project is 附件1's here: two columns of one row",
    (
        "checks/rules/tables.py",
        "money_for_nothing",
    ): "both cells are nought; no figure is compared with another",
    ("checks/ties.py", "nothing_but_money"): "a list of cells any of which is money",
    ("desk/pictures.py", "_by_source"): "two bars of one row of a picture",
    ("indicators/compute.py", "compute"): "the arithmetic of scores.py, by the keys of what it gives",
}


@cache
def identities() -> dict[frozenset[str], str]:
    """Two names between which the table has an identity, with the relation: a whole and a part, or the figures of a rate."""
    pairs: dict[frozenset[str], str] = {}
    for relation in RELATIONS:
        if relation.when in (When.HEADED, When.USUAL) or relation.kind is Tied.AT_MOST:
            continue
        quotient = relation.kind in QUOTIENTS
        wholes = relation.parts[:1] if quotient else (relation.whole,)
        parts = relation.parts[1:] if quotient else relation.parts
        if relation.id == "coefficient":  # score and weight of a row are named together for other reasons too
            parts = relation.parts[:1]
        for whole in filter(None, wholes):
            for part in parts:
                pairs.setdefault(frozenset((whole, part)), relation.id)
    return pairs


def said_twice(source: Path) -> list[str]:
    """Functions (and the top of modules) that name both figures of some identity; one line each."""
    found = []
    for path in sorted(source.rglob("*.py")):
        module = path.relative_to(source).as_posix()
        if module.startswith(_NAMING):
            continue
        for where, nodes in _scopes(ast.parse(path.read_text(encoding="utf-8"))):
            named = {name for node in nodes for name in _names(node)}
            pairs = [pair for pair in identities() if pair <= named]
            if pairs and (module, where) not in ALLOWED:
                told = "；".join(sorted(f"{identities()[p]} {'+'.join(sorted(p))}" for p in pairs))
                found.append(f"{module}:{where} {told}")
    return found


def _scopes(tree: ast.Module) -> Iterator[tuple[str, list[ast.AST]]]:
    """Each statement at the top of the module, and each function, with everything in it."""
    for statement in tree.body:
        functions = [n for n in ast.walk(statement) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
        inside = {id(node) for function in functions for node in ast.walk(function)}
        yield "(module)", [node for node in ast.walk(statement) if id(node) not in inside]
        for function in functions:
            body = [node for part in function.body for node in ast.walk(part)]
            yield function.name, body


@cache
def _by_tail() -> dict[str, str]:
    """The last field of a path in the report where only one name ends so, else the last two: the name."""
    paths = {name.path: name.name for name in CONTRACT.values() if "." in name.path and not name.block}
    tails: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split(".")
        for count in (1, 2):
            tails.setdefault(".".join(parts[-count:]), set()).add(path)
    return {tail: paths[next(iter(found))] for tail, found in tails.items() if len(found) == 1}


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in KNOWN:
        yield node.value
    elif isinstance(node, ast.Attribute):
        chain = _chain(node)
        for tail in (".".join(chain[-2:]), chain[-1]):
            if tail in _by_tail():
                yield _by_tail()[tail]


#: What people call the parts of the report when they take them apart.
_SHORT = {"b": "budget", "i": "income", "s": "spending", "n": "narrative", "c": "construction"}


def _chain(node: ast.Attribute) -> list[str]:
    """The fields of an access such as report.budget.executed, from the left."""
    fields = [node.attr]
    value: ast.AST = node.value
    while isinstance(value, ast.Attribute):
        fields.append(value.attr)
        value = value.value
    if isinstance(value, ast.Name):
        fields.append(_SHORT.get(value.id, value.id))
    return fields[::-1]
