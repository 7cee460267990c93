// The first page: workbooks that can be opened, and the place where one is dropped.

import { put, view } from "./book.js";
import { byId, empty, make, show } from "./dom.js";
import { closer, leftList } from "./leaving.js";
import { drop, get, post } from "./net.js";
import { say, sayHindered } from "./say.js";

const LARGEST = 50 * 1024 * 1024;

export async function showHome() {
  const { books, front, hints, left } = await get("/api/books");
  const home = empty(byId("home"));
  home.append(make("h1", { text: "选一个工作簿" }));
  if (books.length) home.append(make("ul", { class: "books" }, books.map(entry)));
  home.append(...leftList(left, enter, showHome));
  const pick = make("input", { type: "file", id: "pick", accept: ".xlsx,.xlsm", change: (event) => take([...event.target.files]) });
  for (const hint of hints) home.append(make("p", { class: "hint-line", text: hint }));
  home.append(
    make("div", { class: "drop" },
      make("p", { text: books.length ? "或者把别的工作簿拖到这里" : "把工作簿拖到这里" }),
      make("label", { class: "pick", for: "pick", text: "选择文件…" }), pick,
      make("p", { class: "note", text: "拖进来的是一份副本：改好后点“下载”取走。要直接存回原文件，请用 xltool desk 加文件名打开。" })),
  );
  show(byId("desk"), false);
  show(byId("tools"), false);
  show(byId("book"), false);
  show(byId("own"), false);
  show(home, true);
  document.title = "绩效自评工作台";
  return { books, front };
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
  history.replaceState(null, "", "/");
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
  show(byId("home"), false);
  put(opened);
  history.replaceState(null, "", "#book=" + opened.id);
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
  window.addEventListener("hashchange", () => {
    const found = /^#book=([0-9a-f]+)$/.exec(location.hash);
    if (found && (!view() || view().id !== found[1])) openBook(found[1]);
  });
}
