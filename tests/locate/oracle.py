"""An independent judge of smallest repairs: OR-tools CP-SAT over integers."""

from __future__ import annotations

from collections.abc import Iterable
from math import lcm

from ortools.sat.python import cp_model

from xltool.locate.relation import Condition, System
from xltool.locate.repairs import price
from xltool.model.stated import Place

#: One of a figure as an integer (or a multiple of this): finer than the form by a factor of a hundred, so that a fraction finds a neighbour.
SCALE = 10_000
#: Figures go up to this multiple of the largest one filed.
ROOM = 300
#: What a question may cost, in the solver's own unit (about a second), the same on every machine.
EFFORT = 2.0


class Undecided(Exception):  # noqa: N818  an answer, not an error
    """The judge did not come to an end."""


class Oracle:
    """The repairs of one system."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.model = cp_model.CpModel()
        self.scale = lcm(SCALE, *(cell.value.denominator for cell in system.cells.values() if not cell.free))
        self.wrong: dict[Place, cp_model.IntVar] = {}
        self.figures: dict[Place, cp_model.LinearExprT] = {}
        most = ROOM * self.scale * (1 + int(max(abs(cell.value) for cell in system.cells.values())))
        for place, cell in system.cells.items():
            step = self.scale if cell.whole else 1
            figure = self.model.new_int_var(-(most // step), most // step, f"{place}") * step
            self.figures[place] = figure
            if not cell.free:
                self.wrong[place] = self.model.new_bool_var(f"wrong {place}")
                self.model.add(figure == int(cell.value * self.scale)).only_enforce_if(~self.wrong[place])
        for relation in system.relations:
            for condition in relation.conditions:
                self._add(condition)

    def _add(self, condition: Condition) -> None:
        trusted = [~self.wrong[place] for place in condition.guards if place in self.wrong]
        if len(trusted) < len(condition.guards):
            return
        ends = [end * self.scale for end in (condition.low, condition.high) if end is not None]
        scale = lcm(*(f.denominator for f in (*(factor for _, factor in condition.terms), *ends)))
        total = sum(int(factor * scale) * self.figures[place] for place, factor in condition.terms)
        for end, least in ((condition.low, True), (condition.high, False)):
            if end is not None and not condition.terms:
                if end > 0 if least else end < 0:
                    self.model.add_bool_or([~each for each in trusted])
            elif end is not None:
                bound = int(end * self.scale * scale)
                held = self.model.add(total >= bound if least else total <= bound)
                held.only_enforce_if(trusted)

    def least(self, trusted: Iterable[Place] = (), doubted: Iterable[Place] = ()) -> int | None:
        """The cost of a smallest repair that leaves some cells alone and changes others; None if there is none.

        Raises Undecided where that takes too long.
        """
        model = self.model.clone()
        literals = {p: model.get_bool_var_from_proto_index(w.index) for p, w in self.wrong.items()}
        model.add_bool_and([~literals[place] for place in trusted])
        model.add_bool_and([literals[place] for place in doubted])
        model.minimize(sum(price(self.system.cells[place]) * wrong for place, wrong in literals.items()))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = EFFORT
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
            raise Undecided(solver.status_name(status))
        return round(solver.objective_value) if status == cp_model.OPTIMAL else None
