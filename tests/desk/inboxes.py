"""A bureau's inbox at a real desk: a folder of returns, its list of units, and what a visitor asks of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from examples.generator import clean_return, inject, write_quickly
from examples.returns import Spot
from tests.desk.running import Answer, DeskProcess, Visitor

YEAR = 2024
GOOD, WRONG, TWICE, ABSENT = "甲水务局", "乙农业局", "丙林业局", "丁交通局"
UNITS = (GOOD, WRONG, TWICE, ABSENT)
LIST = "\n".join(
    ["单位名称,乡镇", *(f"{unit},{'东坪镇' if nth % 2 else '梅城镇'}" for nth, unit in enumerate(UNITS))]
)


def filed(place: Path, seed: int, unit: str, **values: Any) -> Path:
    """A clean return of a unit; with ``mistake`` one that has something 必改."""
    mistake = values.pop("mistake", "")
    cells = {Spot("单位名称"): unit, Spot("年度"): YEAR}
    made = clean_return(seed).with_cells({**cells, **{Spot(name): value for name, value in values.items()}})
    if mistake:
        made, _ = inject(made, seed, mistake)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_quickly(place, made)
    return place


def inbox(folder: Path) -> Path:
    """A folder with three units' returns, one of them twice."""
    filed(folder / "甲.xlsx", 2, GOOD)
    filed(folder / "乙.xlsx", 3, WRONG, mistake="yuan_for_wan")
    early = filed(folder / "丙一稿.xlsx", 4, TWICE)
    late = filed(folder / "丙二稿.xlsx", 4, TWICE, 填表人="张三")
    import os

    os.utime(early, (1_678_000_000, 1_678_000_000))
    os.utime(late, (1_679_000_000, 1_679_000_000))
    return folder


class Reviewer(Visitor):
    """A visitor at the first inbox of a desk."""

    def __init__(self, desk: DeskProcess) -> None:
        super().__init__(desk)
        (found,) = self.get("/api/books").json["inboxes"]
        self.inbox: dict[str, Any] = found
        self.at = f"/api/inboxes/{found['id']}"

    def look(self, path: str = "", **asked: object) -> Any:
        query = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
        return self.get(f"{self.at}{path}{'?' if query else ''}{query}").json

    def do(self, path: str, **held: Any) -> Any:
        return self.post(f"{self.at}{path}", **held).json

    def decide(self, what: str, note: str = "", **target: Any) -> Any:
        """Decide on what is there now."""
        seen = self.look("/units", count=1)["seen"]
        return self.do("/decide", **{"what": what, "note": note, "seen": seen, **target})

    def bring_list(self, text: str = LIST, name: str = "名单.csv") -> Answer:
        headers = {**self.posting, "content-type": "application/octet-stream"}
        return self.desk.send("POST", f"{self.at}/units-file?name={quote(name)}", headers, text.encode())

    def collected(self) -> dict[str, Any]:
        """Run, and how the run ended."""
        begun = self.do("/run")
        assert "error" not in begun, begun
        return self.waited()

    def waited(self) -> dict[str, Any]:
        for _ in range(600):
            run: dict[str, Any] = self.look("/pulse")["run"]
            if run["state"] != "running":
                return run
            time.sleep(0.1)
        raise AssertionError(run)

    def unit(self, name: str) -> Any:
        return self.look("/unit", key=name)

    def states(self) -> dict[str, str]:
        return {row["name"]: row["state"] for row in self.look("/units")["rows"]}
