// The list of units as a table: one row is gone along by the keyboard, any number are chosen.

import * as chosen from "./chosen.js";
import { byId, empty, isField, make } from "./dom.js";
import { counted, day, moment, points, share } from "./figures.js";
import { overview } from "./inbox.js";
import { PAGE, asked, groups, listed, load, sortBy, whenListed } from "./units.js";

// Of each column: the name by which it is sorted ("" cannot be), its heading, which way the first click sorts, its kind.
const COLUMNS = [
  ["name", "单位", "", "named"], ["", "", "", "group"], ["state", "状态", "", "of-state"],
  ["must", "必改", "1", "figure"], ["explain", "须说明", "1", "figure"], ["score", "得分", "1", "figure"],
  ["execution_rate", "执行率", "1", "figure"], ["sent", "报送时间", "1", "when"], ["", "份数", "", "figure"], ["", "处理", "", "decided"],
];
export const LOOKS = { 未报: "missing", 已收: "plain", 待改: "must", 已说明: "explained", 可收: "ready", 收下: "taken", 退回: "back", 已催: "urged" };
// The row that Tab leads to, and the one from which a range is chosen.
const at = { row: 0, anchor: 0 };
let opener = () => {};

// What happens when a unit is opened: called with its row and its place in the whole list.
export function whenOpened(action) {
  opener = action;
}

// The place in the whole list of the row that was gone to last.
export function place() {
  return listed().from + at.row;
}

function rowsOf() {
  return [...byId("grid").tBodies[0].rows];
}

// Drawing

function columns() {
  const group = asked().group || groups()[0] || "";
  return COLUMNS.filter((each) => each[3] !== "group" || group).map((each) => (each[3] === "group" ? ["", group, "", "group"] : each));
}

function drawHead(shown) {
  const head = byId("grid").tHead;
  const had = head.contains(document.activeElement) ? document.activeElement.dataset.sort : null;
  const { sort, down } = asked();
  const row = make("tr", {}, make("th", { scope: "col", class: "pick-of" }, allBox()));
  for (const [name, title, first, kind] of shown) {
    const sorted = name && sort === name;
    const held = name
      ? make("button", { type: "button", class: "sort", "data-sort": name, title: `按${title}排序`, click: () => sortBy(name, first) }, title, make("span", { class: "arrow", "aria-hidden": "true", text: sorted ? (down ? "▼" : "▲") : "" }))
      : title;
    row.append(make("th", { scope: "col", class: kind, "aria-sort": name ? (sorted ? (down ? "descending" : "ascending") : "none") : null }, held));
  }
  empty(head).append(row);
  const again = had === null ? null : [...head.querySelectorAll("button")].find((each) => each.dataset.sort === had);
  if (again) again.focus();
}

function allBox() {
  const box = make("input", { type: "checkbox", id: "pick-all", "aria-label": "选中这一页", title: "选中这一页", change: (event) => chosen.setAll(listed().rows, event.target.checked) });
  const picked = listed().rows.filter((row) => chosen.has(row.key)).length;
  box.checked = picked > 0 && picked === listed().rows.length;
  box.indeterminate = picked > 0 && !box.checked;
  return box;
}

function drawRow(row, number, shown) {
  const own = chosen.has(row.key);
  const made = make("tr", { "data-row": number, tabindex: number === at.row ? "0" : "-1", "aria-rowindex": listed().from + number + 2, "aria-selected": String(own), class: own ? "picked" : null });
  made.append(make("td", { class: "pick-of" }, make("input", { type: "checkbox", tabindex: "-1", "aria-label": "选中 " + row.name, checked: own })));
  for (const each of shown) made.append(cellOf(row, each[3] === "figure" ? each[0] || "versions" : each[3]));
  return made;
}

const CELLS = {
  named: (row) => make("td", { class: "named" }, make("button", { type: "button", class: "to-unit", tabindex: "-1", text: row.name }), row.listed ? null : make("span", { class: "off", text: "名单外" })),
  group: (row) => make("td", { class: "group", text: row.group }),
  "of-state": (row) => make("td", { class: "of-state" }, badge(row)),
  must: (row) => make("td", { class: "figure" + (row.must ? " is-must" : ""), text: count(row.must) }),
  explain: (row) => make("td", { class: "figure" + (row.explain ? " is-open" : "") }, count(row.explain), row.explained ? make("span", { class: "grade", text: `已说明 ${row.explained}` }) : null),
  score: (row) => make("td", { class: "figure" }, points(row.score), row.grade ? make("span", { class: "grade", text: row.grade }) : null),
  execution_rate: (row) => make("td", { class: "figure", text: share(row.execution_rate) }),
  when: (row) => make("td", { class: "when", title: moment(row.sent), text: day(row.sent) }),
  versions: (row) => make("td", { class: "figure", text: row.versions > 1 ? String(row.versions) : "" }),
  decided: (row) => make("td", { class: "decided", title: row.decided ? decidedText(row.decided) : null, text: row.decided ? shortly(row.decided) : "" }),
};

// The state says already what was decided.
function shortly({ who, when, note }) {
  return [note, who, day(when)].filter(Boolean).join("　");
}

function cellOf(row, kind) {
  return CELLS[kind](row);
}

function count(number) {
  return number ? String(number) : "";
}

export function badge({ state, sign }) {
  return make("span", { class: "state-badge is-" + (LOOKS[state] || "plain") }, make("span", { class: "sign", "aria-hidden": "true", text: sign }), state);
}

export function decidedText({ what, who, when, note }) {
  return [what, who, moment(when), note].filter(Boolean).join("　");
}

function draw(focus) {
  const { rows, total, from } = listed();
  const shown = columns();
  const had = byId("grid").tBodies[0].contains(document.activeElement);
  if (focus !== undefined && focus !== null) at.row = focus === "last" ? rows.length - 1 : focus - from;
  at.row = Math.max(0, Math.min(at.row, rows.length - 1));
  drawHead(shown);
  byId("grid").setAttribute("aria-rowcount", total + 1);
  empty(byId("grid").tBodies[0]).append(...rows.map((row, number) => drawRow(row, number, shown)));
  byId("nothing").hidden = rows.length > 0;
  byId("nothing").textContent = overview().total ? "按现在的筛选没有单位。" : "还没有单位：点“收取并审核”，或者给一份单位名单。";
  drawPager(from, rows.length, total);
  if (focus === undefined || focus === null) {
    if (had) toRow(at.row);
  } else {
    toRow(at.row);
  }
}

function drawPager(from, shown, total) {
  byId("span").textContent = total ? `第 ${counted(from + 1)}～${counted(from + shown)} 个，共 ${counted(total)} 个` : "0 个";
  for (const [id, able] of [["page-first", from > 0], ["page-back", from > 0], ["page-on", from + shown < total], ["page-last", from + shown < total]]) byId(id).disabled = !able;
}

function turnPage(id) {
  const { from, total } = listed();
  const to = { "page-first": 0, "page-back": from - PAGE, "page-on": from + PAGE, "page-last": Math.floor((total - 1) / PAGE) * PAGE }[id];
  at.row = 0;
  byId("grid").parentElement.scrollTop = 0;
  load(Math.max(0, to));
}

// Going along

function toRow(number) {
  const row = rowsOf()[number];
  if (!row) return;
  row.focus({ preventScroll: true });
  bringInto(row);
}

// However a row got the focus: Tab comes back to it.
function keepRow(event) {
  const row = event.target.closest("tbody tr");
  if (!row) return;
  const before = rowsOf()[at.row];
  if (before) before.tabIndex = -1;
  at.row = Number(row.dataset.row);
  row.tabIndex = 0;
}

// The heading stays above the rows and hides what scrolls below it.
function bringInto(row) {
  const held = byId("grid").parentElement;
  const head = byId("grid").tHead.offsetHeight;
  if (row.offsetTop - head < held.scrollTop) held.scrollTop = row.offsetTop - head;
  else if (row.offsetTop + row.offsetHeight > held.scrollTop + held.clientHeight) held.scrollTop = row.offsetTop + row.offsetHeight - held.clientHeight;
  row.scrollIntoView({ block: "nearest" });
}

// To a place in the whole list, on another page where it stands there.
function toPlace(to) {
  const { from, rows, total } = listed();
  const place_ = Math.max(0, Math.min(to, total - 1));
  if (place_ >= from && place_ < from + rows.length) toRow(place_ - from);
  else load(place_ - (place_ % PAGE), place_);
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

function onKey(event) {
  const row = event.target.closest("tbody tr");
  if (!row || (isField(event.target) && !STEPS[event.key])) return;
  const step = STEPS[event.key];
  const own = listed().rows[Number(row.dataset.row)];
  if (step) {
    if (event.shiftKey) chosen.set(own, true);
    toPlace(place() + step);
    if (event.shiftKey && Math.abs(step) === 1 && listed().rows[at.row]) chosen.set(listed().rows[at.row], true);
  } else if (event.key === "Home") toPlace(0);
  else if (event.key === "End") toPlace(listed().total - 1);
  else if (event.key === "Enter") opener(own, place());
  else if (event.key === " ") chosen.set(own, !chosen.has(own.key));
  else if (event.ctrlKey && event.key.toLowerCase() === "a") chosen.setAll(listed().rows, true);
  else return;
  event.preventDefault();
}

function onClick(event) {
  const row = event.target.closest("tbody tr");
  if (!row) return;
  const number = Number(row.dataset.row);
  const own = listed().rows[number];
  if (event.target.matches(".to-unit")) {
    opener(own, listed().from + number);
  } else if (event.target.matches("input")) {
    chosen.setAll(event.shiftKey ? between(at.anchor, number) : [own], event.target.checked);
    at.anchor = number;
    toRow(number);
  } else {
    at.anchor = number;
    toRow(number);
  }
}

function between(one, other) {
  return listed().rows.slice(Math.min(one, other), Math.max(one, other) + 1);
}

// The marks of what is chosen, on the rows that stand there.
function mark() {
  if (!overview()) return;
  for (const row of rowsOf()) {
    const own = chosen.has(listed().rows[Number(row.dataset.row)].key);
    row.setAttribute("aria-selected", String(own));
    row.classList.toggle("picked", own);
    row.querySelector("input").checked = own;
  }
  const held = byId("pick-all");
  if (held) held.replaceWith(allBox());
}

export function begin() {
  const table = byId("grid");
  table.addEventListener("keydown", onKey);
  table.addEventListener("focusin", keepRow);
  table.tBodies[0].addEventListener("click", onClick);
  table.tBodies[0].addEventListener("dblclick", (event) => {
    const row = event.target.closest("tr");
    if (row && !event.target.matches("input")) opener(listed().rows[Number(row.dataset.row)], place());
  });
  for (const id of ["page-first", "page-back", "page-on", "page-last"]) byId(id).addEventListener("click", () => turnPage(id));
  whenListed(draw);
  chosen.whenChosen(mark);
}
