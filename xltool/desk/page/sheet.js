// The sheets as tables: tabs, the selected cell, outlines, and ways by keyboard.

import { goThere } from "./beside.js";
import { view, whenShown } from "./book.js";
import { byId, empty, isField, make, show } from "./dom.js";
import { figure } from "./drawings.js";
import { neighbour } from "./cellgrid.js";

// `places` has the cells of each sheet by their addresses.
const drawn = { sheet: "", htmls: new Map(), places: new Map(), styles: new CSSStyleSheet(), css: "", at: "" };
// The tab of the pictures, and what it is called within: no sheet may have a stroke in its name, one may well be called 图.
const PICTURES = "图/";
let opener = () => {};

// What is called when a cell is to be edited: (cell, first letter or null).
export function whenOpened(action) {
  opener = action;
}

export function sheetOf(address) {
  return address.slice(0, address.lastIndexOf("!"));
}

export function cellAt(address) {
  const places = drawn.places.get(sheetOf(address));
  return places && places.get(address);
}

// Whether a click can lead to a cell: on the page, or in the program that holds the workbook open.
export function canReach(address) {
  return Boolean(view().beside || cellAt(address));
}

export function selected() {
  return drawn.at;
}

function draw(next, before) {
  if (next.css !== drawn.css) {
    drawn.css = next.css;
    drawn.styles.replaceSync(next.css);
    if (!document.adoptedStyleSheets.includes(drawn.styles)) document.adoptedStyleSheets = [drawn.styles];
  }
  const names = next.sheets.map((each) => each.name);
  const inside = byId("sheets");
  for (const held of [...inside.children]) if (!names.includes(held.dataset.sheet) && held.dataset.sheet !== PICTURES) forget(held);
  for (const sheet of next.sheets) drawSheet(inside, sheet, (before && before.cells) || {});
  drawPictures(inside, next);
  const tabs = next.pictures && next.pictures.length ? [...names, PICTURES] : names;
  if (!tabs.includes(drawn.sheet)) drawn.sheet = firstWithFinding(next) || names[0];
  drawTabs(tabs, next);
  turnTo(drawn.sheet);
}

function firstWithFinding(next) {
  const found = next.findings.find((each) => each.cells.length);
  return found ? sheetOf(found.cells[0].address) : "";
}

function titleOf(name) {
  return name === PICTURES ? "图" : name;
}

function panel(inside, name) {
  let held = [...inside.children].find((each) => each.dataset.sheet === name);
  if (!held) {
    held = make("div", { class: "sheet", role: "tabpanel", "data-sheet": name, id: "panel-" + name, "aria-label": titleOf(name) });
    inside.append(held);
  }
  return held;
}

function forget(held) {
  drawn.places.delete(held.dataset.sheet);
  drawn.htmls.delete(held.dataset.sheet);
  held.remove();
}

function drawSheet(inside, sheet, before) {
  const held = panel(inside, sheet.name);
  const html = drawn.htmls.get(sheet.name);
  const rows = html === sheet.html ? [] : html && drawRows(held, html, sheet.html);
  drawn.htmls.set(sheet.name, sheet.html);
  if (rows) describe(held, sheet.name, rows, before);
  else drawWhole(held, sheet);
  placeStop(held);
}

function drawWhole(held, sheet) {
  const { scrollTop, scrollLeft } = held;
  held.innerHTML = sheet.html; // drawn by the server, each text of the workbook escaped there
  held.scrollTop = scrollTop;
  held.scrollLeft = scrollLeft;
  drawn.places.set(sheet.name, new Map());
  describe(held, sheet.name, [held], {});
}

// Put in the rows alone that are new, and give them; null where more than rows is other than before.
function drawRows(held, before, now) {
  const [was, is] = [before, now].map((html) => html.split("\n<tr "));
  if (was.length !== is.length || was[0] !== is[0] || is.length < 2) return null;
  const changed = is.map((_, number) => number).filter((number) => is[number] !== was[number]);
  const made = make("div", {});
  made.innerHTML = `<table><tbody>${changed.map((number) => "<tr " + is[number].split("</tr>")[0] + "</tr>").join("")}</tbody></table>`;
  const rows = [...made.querySelectorAll("tr")];
  const old = held.querySelector("tbody").rows;
  rows.forEach((row, number) => old[changed[number] - 1].replaceWith(row));
  return rows;
}

// A screen reader hears what a cell is: the cells in these parts, and those of which something else is said than before.
function describe(held, name, parts, before) {
  const { cells } = view();
  const places = drawn.places.get(name);
  for (const part of parts) {
    for (const td of part.querySelectorAll("td[data-address]")) {
      places.set(td.dataset.address, td);
      td.tabIndex = -1;
      tellOf(td, cells[td.dataset.address]);
    }
  }
  for (const [address, td] of places) if (said(before[address]) !== said(cells[address])) tellOf(td, cells[address]);
}

const said = (cell) => (cell ? `${cell.label}/${cell.unit}/${cell.editable}` : "");

function tellOf(td, cell) {
  td.classList.toggle("fill", Boolean(cell && cell.editable));
  if (cell) td.setAttribute("aria-label", spoken(td, cell));
  else td.removeAttribute("aria-label");
}

// The keyboard reaches one cell of a sheet by Tab and the others by arrows.
function placeStop(held) {
  for (const td of held.querySelectorAll("td[tabindex='0']")) td.tabIndex = -1;
  const own = cellAt(drawn.at);
  const stop = own && held.contains(own) ? own : held.querySelector("td.fill") || held.querySelector("td[data-address]");
  if (stop) stop.tabIndex = 0;
  held.tabIndex = stop ? -1 : 0; // a sheet on which nothing is chosen is scrolled by keyboard
}

function spoken(td, cell) {
  const sign = td.querySelector(".g");
  const mark = sign ? `，${sign.getAttribute("aria-label")}` : "";
  const held = td.textContent.slice(sign ? sign.textContent.length : 0).trim() || "空白";
  const unit = cell.unit && cell.unit !== "%" ? `（${cell.unit}）` : "";
  return `${td.dataset.address.split("!")[1]}，${cell.label}${unit}：${held}${mark}，${cell.editable ? "可填写" : "不能在这里改"}`;
}

function drawPictures(inside, next) {
  const pictures = next.pictures || [];
  if (!pictures.length) return;
  const held = panel(inside, PICTURES);
  const html = pictures.map((each) => each.svg).join("");
  if (drawn.htmls.get(PICTURES) !== html) empty(held).append(...pictures.map(figure));
  drawn.htmls.set(PICTURES, html);
}

function drawTabs(names, next) {
  const tabs = empty(byId("tabs"));
  for (const name of names) {
    const count = next.findings.filter((each) => !each.passing && each.state !== "已说明" && each.severity !== "提示" && each.cells.some((cell) => cell.role === "stated" && sheetOf(cell.address) === name)).length;
    const tab = make("button", { type: "button", role: "tab", "data-tab": name, "aria-controls": "panel-" + name, click: () => turnTo(name), keydown: alongTabs });
    tab.append(titleOf(name));
    if (count) tab.append(make("span", { class: "count", "aria-label": `，${count} 条待处理`, text: String(count) }));
    tabs.append(tab);
  }
}

function alongTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...byId("tabs").children];
  const next = tabs[(tabs.indexOf(event.currentTarget) + step + tabs.length) % tabs.length];
  turnTo(next.dataset.tab);
  next.focus();
  event.preventDefault();
}

export function turnTo(name) {
  drawn.sheet = name;
  for (const held of byId("sheets").children) show(held, held.dataset.sheet === name);
  for (const tab of byId("tabs").children) {
    const own = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(own));
    tab.tabIndex = own ? 0 : -1;
  }
}

// Selecting a cell

export function go(address, focus) {
  if (view().beside) {
    goThere(address);
    return true;
  }
  const td = cellAt(address);
  if (!td) return false;
  turnTo(sheetOf(address));
  select(td);
  td.scrollIntoView({ block: "center", inline: "nearest" });
  if (focus) td.focus({ preventScroll: true });
  return true;
}

function select(td) {
  const before = cellAt(drawn.at);
  if (before) before.classList.remove("here");
  if (before) before.tabIndex = -1;
  drawn.at = td.dataset.address;
  td.classList.add("here");
  td.tabIndex = 0;
  tellCell();
  td.dispatchEvent(new CustomEvent("cell-selected", { bubbles: true, detail: drawn.at }));
}

function tellCell() {
  const cell = view().cells[drawn.at];
  byId("at").textContent = drawn.at ? drawn.at.replace("!", "　") : "　";
  byId("what").textContent = cell ? cell.label + (cell.unit ? `（${cell.unit}）` : "") : drawn.at ? "" : "点一格，这里说明它是什么";
  tellRows(cell);
  byId("held").textContent = !drawn.at ? "" : !cell || !cell.editable ? "不在这里填" : cell.choices && cell.choices.length ? "按 Enter 从几项里选" : "按 Enter 或直接键入来填";
}

// Where a row may go into the table of a cell, buttons put one in.
function tellRows(cell) {
  const [first, last] = (cell && cell.editable && cell.row > 0 && view().rows[cell.name]) || [1, 0];
  const may = (row) => first <= row && row <= last;
  show(byId("rows"), first <= last);
  byId("row-above").disabled = !(cell && may(cell.row));
  byId("row-below").disabled = !(cell && may(cell.row + 1));
}

// Outlines: the accused cells firmly, those they are compared with dashed.

export function outline(cells) {
  for (const td of byId("sheets").querySelectorAll(".stated, .operand")) td.classList.remove("stated", "operand");
  for (const cell of cells) {
    const td = cellAt(cell.address);
    if (td) td.classList.add(cell.role === "stated" ? "stated" : "operand");
  }
}

// By keyboard

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function onKey(event) {
  const td = event.target.closest("td[data-address]");
  if (!td || isField(event.target) || event.altKey || event.metaKey) return;
  const step = STEPS[event.key];
  if (step && !event.ctrlKey) {
    const next = neighbour(td, step[0], step[1]);
    if (next) {
      select(next);
      next.focus();
    }
    event.preventDefault();
  } else if (event.key === "Enter" || event.key === "F2") {
    event.preventDefault();
    opener(td, null);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    opener(td, "");
  } else if (!event.ctrlKey && (event.key.length === 1 || event.keyCode === 229)) {
    if (event.key.length === 1) event.preventDefault();
    opener(td, event.key.length === 1 ? event.key : "");
  }
}

export function begin() {
  const inside = byId("sheets");
  inside.addEventListener("keydown", onKey);
  inside.addEventListener("click", (event) => {
    const td = event.target.closest("td[data-address]");
    if (td && !isField(event.target)) {
      select(td);
      td.focus({ preventScroll: true });
    }
  });
  inside.addEventListener("dblclick", (event) => {
    const td = event.target.closest("td[data-address]");
    if (td && !isField(event.target)) opener(td, null);
  });
  whenShown((next, before) => {
    const same = before && before.id === next.id && before.revision === next.revision;
    if (!before || before.id !== next.id) {
      drawn.at = "";
      drawn.sheet = "";
      drawn.htmls.clear();
      drawn.places.clear();
      empty(inside);
    }
    if (!same) draw(next, before && before.id === next.id ? before : null);
    const td = cellAt(drawn.at);
    if (td) td.classList.add("here");
    tellCell();
  });
}
