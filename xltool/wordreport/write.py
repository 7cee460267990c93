"""A report on disk: made from a template, or brought up to date where it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from xltool.book.file.locks import refuse_if_open
from xltool.book.file.saving import UNDO_MARK, is_beside, read_file, refuse_read_only, replace_file
from xltool.errors import WorkbookError
from xltool.indicators.compute import Computed
from xltool.model.placeholder import DRAFT, TO_FILL_OPENING
from xltool.model.report import Report
from xltool.resources import report_template_path
from xltool.review.reasons import Explanation
from xltool.wordreport.anchors import restored
from xltool.wordreport.figures import Figures, figures
from xltool.wordreport.fill import Filled, FilledChange, filled
from xltool.wordreport.omission import without_absent
from xltool.wordreport.package import WordDocument, open_document

_SUFFIX: Final = ".docx"


class Written(NamedTuple):
    """What was done: whether the report was there before, what changed in it, what is still to be filled in, and how
    many drafts are still to be read.

    ``kept`` is the copy of the report as it was, where one was made.
    """

    path: Path
    updated: bool
    changes: tuple[FilledChange, ...]
    missing: int
    drafted: int = 0
    kept: Path | None = None


def write_report(
    output: Path,
    report: Report,
    computed: Computed,
    template: Path | None = None,
    explained: Sequence[Explanation] = (),
    project: str | None = None,
) -> Written:
    """Make the report, from the template of ours or one of the unit's; one that is there already is brought up to date.

    What people ``explained`` beside the findings goes into its drafts. Of a form that is about one ``project`` (its title,
    empty where that is not known) it is the report of that project.
    Of an existing report only the controls change, and a copy as it was is kept beside it. Raises WorkbookError where
    it is no report of ours, or cannot be read or written; then nothing was written.
    """
    _refuse_output(output, template)
    fresh = not output.exists()
    source = output if not fresh else template or report_template_path(project=project is not None)
    data = read_file(source)
    document = open_document(data, source.name)
    said = figures(report, computed, explained, project or "")
    ours = fresh and template is None
    parts = _filled(document, said if ours else said._replace(absent=frozenset()), fresh)
    changes = tuple(change for part in parts.values() for change in part.changes)
    new = {name: part.data for name, part in parts.items() if part.data is not document.parts[name].data}
    missing, drafted = (
        sum(part.data.count(mark.encode()) for part in parts.values()) for mark in (TO_FILL_OPENING, DRAFT)
    )
    if fresh:
        _write(output, document.written(new), like=source)
        return Written(output, False, (), missing, drafted)
    if not new:
        return Written(output, True, (), missing, drafted)
    return Written(output, True, _once(changes), missing, drafted, _replace(output, document, data, new))


def _refuse_output(output: Path, template: Path | None) -> None:
    """Raise WorkbookError where no report can be written under this name."""
    if output.suffix.lower() != _SUFFIX:
        raise WorkbookError(f"“{output.name}”的扩展名应为 .docx。")
    if is_beside(output):
        raise WorkbookError(f"“{output.name}”是备份，不能改动；请换一个文件名，或用正在写的那份报告。")
    if output.is_dir():
        raise WorkbookError(f"“{output}”是文件夹：请写出文件名。")
    if output.exists() and template is not None:
        raise WorkbookError(
            f"“{output.name}”已经存在，只能更新其中的数字，不能再套模板：请换一个文件名，或去掉 --template。"
        )


def _filled(document: WordDocument, said: Figures, fresh: bool) -> dict[str, Filled]:
    parts = {
        name: filled(without_absent(restored(markup, said.tags), said.absent), said, fresh)
        for name, markup in document.parts.items()
    }
    if not any(part.controls for part in parts.values()):
        raise WorkbookError(
            f"“{document.title}”里没有带标记的内容控件，不能当作模板：请拿一份用 xltool report 生成的报告作底稿来改。"
            if fresh
            else f"“{document.title}”不是本工具生成的报告（里面没有带标记的内容控件），没有改动：请换一个文件名。"
        )
    return parts


def _once(changes: tuple[FilledChange, ...]) -> tuple[FilledChange, ...]:
    """Each change once, however often the figure stands in the document."""
    return tuple(dict.fromkeys(changes))


def _replace(output: Path, document: WordDocument, data: bytes, new: dict[str, bytes]) -> Path:
    """Put the new report in the place of the old one, which is kept under another name."""

    def look() -> None:
        if read_file(output) != data:
            raise WorkbookError(
                f"“{output.name}”在读取之后又被改动过，没有写入；请确认它已保存并关闭，然后重新运行。"
            )

    look()
    place = output.resolve()  # a link stays one, and leads to the new report
    copy = place.with_name(f"{place.stem}{UNDO_MARK}{place.suffix}")
    refuse_read_only(place)
    refuse_if_open(place)
    replace_file(copy, data, like=place)
    replace_file(place, document.written(new), like=place, last_look=look)
    return copy


def _write(output: Path, data: bytes, like: Path) -> None:
    refuse_if_open(output)
    replace_file(output, data, like=like)
