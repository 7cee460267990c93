// Beside the list of units: the charts of 总览, files that are nobody's, files that were made.

import { emptyBox, madeList, openBox } from "./asking.js";
import { chart } from "./bars.js";
import { byId, empty, make, show } from "./dom.js";
import { counted, moment } from "./figures.js";
import { isJudged, overview, path, whenOverview } from "./inbox.js";
import { get } from "./net.js";
import { sayHindered } from "./say.js";
import { on, whenTurned } from "./stage.js";

const STRANGERS = [["broken", "打不开"], ["undecided", "分不清算哪一份"], ["off_list", "名单外"], ["no_unit", "没有单位名称"], ["other_year", "别的年度"]];
const LISTED = 100;
// Of what the charts that are shown were made.
const asked = { of: "" };

// The charts are made of all that was judged: asked for when that may have changed, never while it does.
async function askCharts({ id, run, year, options, total }) {
  const of = JSON.stringify([id, run.state, year, options, total]);
  if (run.state === "running" || on() !== "inbox" || of === asked.of || !isJudged()) return;
  asked.of = of;
  try {
    const { charts } = await get(path("/charts"));
    if (asked.of === of) drawCharts(charts);
  } catch (error) {
    asked.of = "";
    sayHindered(error);
  }
}

function drawCharts(charts) {
  const held = byId("charts");
  const said = JSON.stringify(charts);
  if (held.dataset.said === said) return;
  const open = [...held.querySelectorAll("details")].map((each) => each.open);
  held.dataset.said = said;
  empty(held).append(...charts.map(chart));
  held.querySelectorAll("details").forEach((each, number) => {
    each.open = Boolean(open[number]);
  });
}

function drawStrangers(strangers) {
  const held = byId("strangers");
  const there = STRANGERS.filter(([kind]) => strangers[kind]);
  show(held, there.length > 0);
  empty(held).append(make("h2", { text: "没有计入的文件" }), make("ul", { class: "strange" }, there.map(([kind, text]) => make("li", {}, make("button", { type: "button", class: "link", click: () => list(kind, text, 0) }, text, make("b", { text: `${counted(strangers[kind])} 份` }))))));
}

async function list(kind, title, from) {
  try {
    const { total, rows } = await get(path(`/strangers?${new URLSearchParams({ kind, from, count: LISTED })}`));
    const box = emptyBox();
    box.append(make("h2", { id: "asking-title", text: `${title}（${counted(total)} 份）` }));
    const head = make("tr", {}, ["文件", "写的单位", "报送时间", "为什么"].map((text) => make("th", { scope: "col", text })));
    const lines = rows.map((row) => make("tr", {}, make("td", {}, row.name, row.origin ? make("span", { class: "origin", text: row.origin }) : null), make("td", { text: row.unit }), make("td", { text: moment(row.sent) }), make("td", { text: row.why })));
    box.append(make("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": title }, make("table", { class: "plain" }, make("thead", {}, head), make("tbody", {}, lines))));
    const turn = (text, to) => make("button", { type: "button", text, disabled: to < 0 || to >= total, click: () => list(kind, title, to) });
    const pages = total > LISTED ? [turn("上一页", from - LISTED), turn("下一页", from + LISTED)] : [];
    const end = make("button", { type: "button", class: "main", text: "关闭", click: () => box.close() });
    box.append(make("div", { class: "buttons" }, pages, end));
    box.classList.add("wide");
    box.addEventListener("close", () => box.classList.remove("wide"), { once: true });
    openBox(box);
    end.focus();
  } catch (error) {
    sayHindered(error);
  }
}

function drawMade(made) {
  const held = byId("made-files");
  const said = JSON.stringify(made);
  if (held.dataset.said === said) return;
  held.dataset.said = said;
  show(held, made.length > 0);
  empty(held).append(make("h2", { text: "做好的文件" }), madeList([...made].reverse(), (number) => path("/made/" + number)));
}

// On a narrow page it is asked for.
function toggle() {
  const shown = byId("inbox").classList.toggle("with-aside");
  byId("show-aside").setAttribute("aria-expanded", String(shown));
}

export function begin() {
  byId("show-aside").addEventListener("click", toggle);
  whenOverview((next) => {
    askCharts(next);
    drawStrangers(next.strangers);
    drawMade(next.made);
  });
  whenTurned((screen) => screen === "inbox" && askCharts(overview()));
}
