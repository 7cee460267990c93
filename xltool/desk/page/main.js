// The page begins: who is let in, which screen an address leads to, the buttons, the keys.

import * as bureau from "./bureau.js";
import * as beside from "./beside.js";
import * as blank from "./blank.js";
import { change, look, path, view, whenShown } from "./book.js";
import { byId, empty, isField, make } from "./dom.js";
import * as editor from "./editor.js";
import * as errand from "./errand.js";
import * as findings from "./findings.js";
import * as home from "./home.js";
import { download, get, isLost, takeHalf, whenBack } from "./net.js";
import * as outside from "./outside.js";
import { say, sayHindered } from "./say.js";
import * as sheet from "./sheet.js";
import { address, on } from "./stage.js";

const LOOK = 4000;
const BUTTONS = [
  ["recalc", "重新计算"], ["locate", "错误定位"], ["adopt", "采用建议得分"], ["restore", "恢复公式"], ["clear", "清除标记"],
  null,
  ["report", "生成报告"], ["seal", "生成上报件"], ["mail", "写邮件"], ["newyear", "新建下一年"],
  ["annotate", "标注表样"],
];

function drawTools() {
  const held = empty(byId("tools"));
  for (const each of BUTTONS) {
    if (each === null) held.append(make("span", { class: "gap" }));
    else held.append(make("button", { type: "button", "data-verb": each[0], text: each[1], click: () => errand.start(each[0]) }));
  }
}

function drawHead(next) {
  if (on() !== "desk") return; // the answer came when another screen was turned to
  document.body.dataset.revision = next.revision;
  byId("title").textContent = next.title;
  byId("where").textContent = next.dropped ? "拖进来的副本" : next.folder;
  const saved = byId("saved");
  saved.textContent = next.beside ? `开在 ${next.beside} 里` : next.dropped ? "下载后才留下" : next.unsaved ? "未保存" : "已保存";
  saved.className = next.unsaved || next.dropped ? "badge open" : "badge";
  document.title = (next.unsaved ? "● " : "") + next.title + " - 绩效自评工作台";
  enable("undo", next.undo, "撤销");
  enable("redo", next.redo, "重做");
  byId("save").disabled = next.dropped || !next.unsaved;
}

function enable(id, label, word) {
  const button = byId(id);
  button.disabled = !label;
  button.title = label ? `${word}：${label}` : `没有可以${word}的操作`;
}

async function save() {
  if (view() && !view().dropped && !view().beside) await change("/save", {});
}

// A blank row in the table of the selected cell: 0 above it, 1 below.
async function insertRow(below) {
  const cell = view().cells[sheet.selected()];
  if (cell && (await change("/row", { name: cell.name, row: cell.row + below }))) {
    const made = Object.entries(view().cells).find(([, each]) => each.name === cell.name && each.row === cell.row + below);
    if (made) sheet.go(made[0], true);
  }
}

async function fetchWhole() {
  try {
    await download(path("/file"), view().title);
    say(`已下载“${view().title}”。`);
  } catch (error) {
    sayHindered(error);
  }
}

function onKey(event) {
  if (!view() || on() !== "desk" || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (event.ctrlKey && key === "s") {
    event.preventDefault();
    save();
  } else if (isField(event.target)) {
    return;
  } else if (event.ctrlKey && (key === "y" || (event.shiftKey && key === "z"))) {
    event.preventDefault();
    change("/redo", {});
  } else if (event.ctrlKey && key === "z") {
    event.preventDefault();
    change("/undo", {});
  } else if (event.key === "F8") {
    event.preventDefault();
    findings.step(event.shiftKey ? -1 : 1);
  } else if (event.key === "F6") {
    event.preventDefault();
    changeSides();
  }
}

// Between the sheet and the list of findings.
function changeSides() {
  const list = byId("findings");
  if (list.contains(document.activeElement)) {
    const td = sheet.cellAt(sheet.selected()) || document.querySelector("#sheets > :not([hidden]) td[tabindex='0']");
    if (td) td.focus();
    return;
  }
  const head = list.querySelector(".card.chosen .head") || list.querySelector(".card .head");
  if (head) head.focus();
}

async function start() {
  takeHalf();
  for (const part of [sheet, editor, findings, blank, errand, outside, beside, home, bureau]) part.begin();
  whenShown(drawHead);
  drawTools();
  byId("undo").addEventListener("click", () => change("/undo", {}));
  byId("redo").addEventListener("click", () => change("/redo", {}));
  byId("save").addEventListener("click", save);
  byId("download").addEventListener("click", fetchWhole);
  byId("row-above").addEventListener("click", () => insertRow(0));
  byId("row-below").addEventListener("click", () => insertRow(1));
  byId("others").addEventListener("click", () => home.showHome().catch(sayHindered));
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId({ desk: "findings", inbox: "search", unit: "unit-findings" }[on()]).focus();
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeunload", (event) => {
    if (!editor.isTyping() && !findings.hasDrafts() && !bureau.hasNotes() && !(view() && view().dropped && view().unsaved)) return;
    event.preventDefault();
    event.returnValue = ""; // what older browsers go by
  });
  whenBack(() => (on() === "desk" ? look() : bureau.comeBack()));
  window.addEventListener("popstate", () => follow(address()).catch(sayHindered));
  setInterval(pulse, LOOK);
  await first();
}

async function pulse() {
  if (isLost()) return;
  if (view() && on() === "desk") await look();
  else await get("/api/pulse").catch(() => null);
}

// The screen that an address names: true where it names one that is there.
async function follow(named, known) {
  if (named.inbox) {
    await bureau.follow(named);
    return true;
  }
  const { books } = known || (await home.showHome());
  const there = named.book && books.some((each) => each.id === named.book);
  if (there) await home.openBook(named.book);
  return Boolean(there);
}

async function first() {
  try {
    const named = address();
    const known = await home.showHome();
    const { books, front, inboxes } = known;
    if (front) await home.openBook(front);
    else if (!(await follow(named, known)) && !named.book) {
      if (books.length === 1 && !inboxes.length) await home.openBook(books[0].id);
      else if (inboxes.length === 1 && !books.length) await bureau.follow({ inbox: inboxes[0].id });
    }
  } catch (error) {
    sayHindered(error);
  }
}

start();
