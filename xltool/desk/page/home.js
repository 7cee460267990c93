// The first page: inboxes and workbooks that can be opened, and the place where one is dropped.

import { put } from "./book.js";
import { byId, empty, make } from "./dom.js";
import { closer, leftList } from "./leaving.js";
import { drop, get, post } from "./net.js";
import { say, sayHindered } from "./say.js";
import { head, turn, write } from "./stage.js";

const LARGEST = 50 * 1024 * 1024;
// Workbooks that are listed.
const LISTED = 100;

let openInbox = () => {};

// What happens when an inbox is chosen: called with its id.
export function whenInbox(action) {
  openInbox = action;
}

export async function showHome() {
  const { books, front, hints, inboxes, left } = await get("/api/books");
  const home = empty(byId("home"));
  if (inboxes.length) home.append(make("h1", { text: "收件箱" }), make("ul", { class: "books inboxes" }, inboxes.map(inboxEntry)));
  home.append(make("h1", { text: "选一个工作簿" }));
  if (books.length) home.append(make("ul", { class: "books" }, books.slice(0, LISTED).map(entry)));
  if (books.length > LISTED) home.append(make("p", { class: "hint-line", text: `另有 ${books.length - LISTED} 个没有列出：在收件箱里查找单位，或者运行 xltool desk 加文件名。` }));
  home.append(...leftList(left, enter, showHome));
  const pick = make("input", { type: "file", id: "pick", accept: ".xlsx,.xlsm", change: (event) => take([...event.target.files]) });
  for (const hint of hints) home.append(make("p", { class: "hint-line", text: hint }));
  home.append(
    make("div", { class: "drop" },
      make("p", { text: books.length ? "或者把别的工作簿拖到这里" : "把工作簿拖到这里" }),
      make("label", { class: "pick", for: "pick", text: "选择文件…" }), pick,
      make("p", { class: "note", text: "拖进来的是一份副本：改好后点“下载”取走。要直接存回原文件，请用 xltool desk 加文件名打开。" })),
  );
  turn("home");
  head("", "");
  return { books, front, inboxes };
}

function inboxEntry({ id, name, folder, kind, running }) {
  const button = make("button", { type: "button", click: () => openInbox(id) }, make("b", { text: name }), make("span", { text: folder }));
  button.append(make("em", { text: running ? "正在收取" : kind === "ledger" ? "账本" : "文件夹" }));
  return make("li", {}, button);
}

function entry(book) {
  const button = make("button", { type: "button", click: () => openBook(book.id) });
  button.append(make("b", { text: book.name }), make("span", { text: book.folder || "拖进来的副本" }));
  if (book.program) button.append(make("em", { text: "开在 " + book.program + " 里" }));
  if (book.open) button.append(make("em", { text: "已打开" }));
  return make("li", {}, button, book.open && !book.program ? closer(book, closed) : null);
}

// A workbook was put away: the list without it, and none is shown.
async function closed() {
  await showHome();
  write({}, false);
}

export async function openBook(id) {
  say("正在打开…");
  try {
    const opened = await post("/api/books/" + id + "/open");
    enter(opened);
    say(left(opened) + opened.summary + "。");
  } catch (error) {
    sayHindered(error);
  }
}

// What became of what was not saved the last time.
function left(opened) {
  if (opened.aside) return `上次没有保存的改动打不开了，另放在“${opened.aside}”，这里是文件里的。`;
  return opened.resumed ? "上次没有保存的改动还在，已接着用。" : "";
}

function enter(opened) {
  turn("desk");
  put(opened);
  write({ book: opened.id }, true);
}

async function take(files) {
  for (const file of files) {
    if (file.size > LARGEST) {
      sayHindered(new Error(`“${file.name}”超过 50 MB，没有读取：请确认选对了工作簿。`));
      return;
    }
    say(`正在读取“${file.name}”…`);
    try {
      const opened = await drop(file);
      enter(opened);
      say(opened.summary + "。");
    } catch (error) {
      sayHindered(error);
      return;
    }
  }
}

export function begin() {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}
