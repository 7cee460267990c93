// The files of a unit, and the difference between two of them, cell by cell.

import { byId, empty, make, show } from "./dom.js";
import { moment } from "./figures.js";
import * as inbox from "./inbox.js";
import { get } from "./net.js";
import { sayHindered } from "./say.js";
import { openForm, unit, whenUnit } from "./unit.js";

// Of so many cells that differ a table is drawn at once.
const LISTED = 500;

function draw({ files }) {
  const list = empty(byId("unit-files"));
  list.append(...files.map(file));
  show(byId("unit-no-files"), !files.length);
  drawPickers(files);
}

function file(each) {
  const made = make("li", { class: each.counts ? "counts" : null });
  made.append(
    make("div", { class: "file-head" }, make("b", { text: each.name + (each.sheet ? `（${each.sheet}）` : "") }), each.counts ? make("span", { class: "badge", text: "计入" }) : null, make("button", { type: "button", class: "quiet", text: "打开", "aria-label": `打开 ${each.name}`, click: () => openForm(each.number) })),
    make("p", { class: "by", text: [moment(each.sent), each.year ? each.year + " 年度" : "", each.kind, each.seal].filter(Boolean).join("　") }),
  );
  if (!each.counts || each.reason) made.append(make("p", { class: "standing", text: [each.counts ? "" : each.standing, each.reason].filter(Boolean).join("：") }));
  if (each.origin) made.append(make("p", { class: "origin", text: each.origin }));
  return made;
}

// By default the one before the counted one against the counted one.
function drawPickers(files) {
  show(byId("comparing"), files.length > 1);
  const counted = Math.max(0, files.findIndex((each) => each.counts));
  const other = files[counted + 1] ? counted + 1 : counted ? 0 : 1;
  for (const [id, own] of [["compare-before", other], ["compare-after", counted]]) {
    const picker = byId(id);
    const had = picker.value;
    empty(picker).append(...files.map((each, number) => make("option", { value: each.number, selected: number === own, text: `${moment(each.sent) || "时间不详"}　${each.name}${each.counts ? "（计入）" : ""}` })));
    if (files.some((each) => String(each.number) === had)) picker.value = had;
  }
}

async function compare() {
  const before = byId("compare-before").value;
  const after = byId("compare-after").value;
  try {
    const { changes, sentence } = await get(inbox.path("/difference?" + new URLSearchParams({ before, after })));
    drawChanges(changes, sentence, nameOf(before), nameOf(after));
    turnTo("changes");
    byId("tab-changes").focus();
  } catch (error) {
    sayHindered(error);
  }
}

function nameOf(number) {
  const each = unit().files.find((file_) => String(file_.number) === number);
  return each ? moment(each.sent) || each.name : "";
}

function drawChanges(changes, sentence, before, after) {
  const held = empty(byId("unit-changes"));
  held.append(make("p", { class: "sentence", text: sentence }));
  if (!changes.length) return;
  const head = make("tr", {}, ["填的是", "格", `前：${before}`, `后：${after}`].map((text) => make("th", { scope: "col", text })));
  const rows = changes.slice(0, LISTED).map((each) => make("tr", {}, make("th", { scope: "row", text: each.label }), make("td", { class: "address", text: each.address.replace("!", " ") }), make("td", { class: each.before ? "old" : "old blank", text: each.before || "空白" }), make("td", { class: each.after ? "new" : "new blank", text: each.after || "空白" })));
  held.append(make("table", { class: "plain changes" }, make("caption", { class: "unseen", text: "两份之间不同的格" }), make("thead", {}, head), make("tbody", {}, rows)));
  if (changes.length > LISTED) held.append(make("p", { text: `另有 ${changes.length - LISTED} 格不同，请打开两份看。` }));
}

function turnTo(name) {
  for (const each of ["findings", "changes"]) {
    const own = each === name;
    show(byId("unit-panel-" + each), own);
    byId("tab-" + each).setAttribute("aria-selected", String(own));
    byId("tab-" + each).tabIndex = own ? 0 : -1;
  }
}

export function begin() {
  byId("compare").addEventListener("click", compare);
  for (const [own, other] of [["findings", "changes"], ["changes", "findings"]]) {
    const tab = byId("tab-" + own);
    tab.addEventListener("click", () => turnTo(own));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
      turnTo(other);
      byId("tab-" + other).focus();
      event.preventDefault();
    });
  }
  whenUnit((next, same) => {
    draw(next);
    if (same) return;
    empty(byId("unit-changes")).append(make("p", { class: "none", text: next.files.length > 1 ? "在右边“收到的文件”里选两份，点“比较”。" : "只有一份，没有可比的。" }));
    turnTo("findings");
  });
}
