"""How the page of a preview looks: on a desk, on a phone, on A4. Colours never say anything alone."""

from __future__ import annotations

from typing import Final

#: The labels at the cells, which other pages show too.
TAG_STYLE: Final = """
.c{background-image:linear-gradient(rgba(46,160,96,.20),rgba(46,160,96,.20));outline:2px solid #1d7a45;outline-offset:-2px}
.i{background-image:repeating-linear-gradient(45deg,rgba(224,135,0,.30) 0 5px,rgba(255,210,120,.22) 5px 10px);outline:2px dashed #a85b00;outline-offset:-2px}
.u{background-image:radial-gradient(rgba(92,84,160,.40) 1px,transparent 1.3px);background-size:6px 6px;outline:2px dotted #5c54a0;outline-offset:-2px}
.n{display:block;width:fit-content;max-width:100%;margin:0 0 1px;padding:0 3px;border-radius:2px;text-align:left;text-indent:0;text-decoration:none;
 font:bold 11px/1.35 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif;white-space:normal;word-break:keep-all;overflow-wrap:anywhere}
.cn{background:#1d7a45;color:#fff}
.in{background:#fff3da;color:#7a4200;border:1px dashed #a85b00}
.un{background:#f1f0fa;color:#453d8a;border:1px dotted #5c54a0}
"""
PAGE_STYLE: Final = (
    """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:16px;max-width:1500px;color:#1c2733;background:#fff;line-height:1.6;
 font-family:"Microsoft YaHei","PingFang SC","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif;font-size:15px}
h1{font-size:22px;margin:0 0 4px;line-height:1.35}
h2{font-size:18px;margin:28px 0 6px;padding-left:8px;border-left:5px solid #2f6f4f}
h3{font-size:15px;margin:16px 0 4px}
p,ul,ol{margin:4px 0 8px}
li{margin:2px 0}
.quiet{color:#51606f}
.key{border:1px solid #c4ccd4;border-radius:6px;padding:8px 12px;margin:12px 0;background:#f7f9fa}
.key span.k{display:inline-block;min-width:5.5em;padding:1px 6px;margin:2px 6px 2px 0;text-align:center}
.key div{margin:3px 0}
.x td:target{outline:4px solid #d0021b!important;outline-offset:-4px}
"""
    + TAG_STYLE.lstrip()
    + """.list{border-collapse:collapse;width:100%;font-size:14px}
.list th,.list td{border:1px solid #cdd4db;padding:3px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.list th{background:#eef1f4}
.list td:nth-child(2),.list td:nth-child(4){white-space:nowrap}
.list tr.li td{background:#fff8ea}
.list a{color:#0b5394}
.swipe{display:none}
@media screen and (max-width:760px){
 body{padding:10px;font-size:16px}
 h1{font-size:19px}
 .swipe{display:block}
 .list thead{display:none}
 .list,.list tbody{display:block}
 .list tr{display:flex;flex-wrap:wrap;column-gap:1em;border:1px solid #cdd4db;border-radius:4px;margin:0 0 8px;padding:4px 8px}
 .list tr.li{background:#fff8ea;border-style:dashed;border-color:#a85b00}
 .list td{border:0;padding:1px 0}
 .list td:first-child{font-weight:bold}
 .list td:nth-child(3),.list td:nth-child(5){order:2;width:100%}
 .list td:nth-child(3)::before,.list td:nth-child(5)::before{content:attr(data-l) "：";color:#51606f}
}
@page{size:A4 portrait;margin:12mm}
@page across{size:A4 landscape;margin:12mm}
@media print{
 *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
 body{padding:0;max-width:none;font-size:10.5pt}
 .x{overflow:visible;padding:0}
 .x table{zoom:var(--scale)}
 .across{page:across}
 .x tr,.list tr,.key{break-inside:avoid}
 h2,h3{break-after:avoid}
 .list{font-size:9pt}
 .list a{color:inherit;text-decoration:none}
}
"""
)
