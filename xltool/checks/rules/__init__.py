"""The rules, one module a family; whoever loads this package has them all in the registry."""

from xltool.checks.rules import (
    bases,
    completeness,
    contradictions,
    goal_sums,
    indicator_scores,
    magnitude,
    narrative,
    other_forms,
    plausibility,
    printing,
    rates,
    restated,
    scores,
    structure,
    sums,
    tables,
    targets,
    text,
    wording,
    written,
)
