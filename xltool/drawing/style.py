"""How every sheet on a page looks, besides what its own dresses say."""

from __future__ import annotations

from typing import Final

#: The numbers of rows and the letters of columns draw no line along the sheet: of two that meet the first would be seen.
SHEET_STYLE: Final = """
.x{overflow-x:auto;margin:8px 0;padding:1px 1px 6px;-webkit-overflow-scrolling:touch}
.x table{border-collapse:collapse;table-layout:fixed;background:#fff;line-height:1.3}
.x th{background:#eef1f4;color:#51606f;font:11px/1.3 Arial,"Noto Sans CJK SC",sans-serif;border:1px solid #cdd4db;padding:0 1px}
.x tbody th{border-right:0}
.x thead th{border-bottom:0}
.x td{padding:1px 3px;white-space:pre-wrap;overflow-wrap:anywhere;word-break:normal}
.v{writing-mode:vertical-rl;text-orientation:upright;display:inline-block}
.r{writing-mode:vertical-rl;display:inline-block}
.l{writing-mode:vertical-rl;display:inline-block;transform:rotate(180deg)}
@media screen{
 .x th:first-child{position:sticky;left:0;z-index:1}
}
"""
