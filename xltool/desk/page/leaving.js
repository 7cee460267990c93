// What is left behind: workbooks that are put away, and work that was not saved and whose file is gone.

import { make } from "./dom.js";
import { moment } from "./figures.js";
import { post } from "./net.js";
import { say, sayHindered } from "./say.js";

// The button that puts an open workbook away; `again` draws the list anew.
export function closer(book, again) {
  const close = async () => {
    const lost = !book.folder && book.unsaved;
    if (lost && !window.confirm(`“${book.name}”是拖进来的副本，改动没有下载：关闭就没有了。关闭吗？`)) return;
    await doing("/api/books/" + book.id + "/close", `已关闭“${book.name}”。`, again);
  };
  return make("button", { type: "button", class: "close", "aria-label": `关闭 ${book.name}`, text: "关闭", click: close });
}

// Work without its file; `enter` shows a workbook.
export function leftList(left, enter, again) {
  if (!left.length) return [];
  return [
    make("h2", { text: "没有保存、原来的文件又不在了的" }),
    make("p", { class: "hint-line", text: "文件移走、改名或删除了，页面上的改动还留着：可以作为副本打开，再下载；不要的就删掉。" }),
    make("ul", { class: "left-behind" }, left.map((each) => entry(each, enter, again))),
  ];
}

function entry(each, enter, again) {
  const open = async () => {
    try {
      const opened = await post("/api/left/" + each.id + "/open");
      enter(opened);
      say(`作为副本打开：改好后点“下载”。${opened.summary}。`);
    } catch (error) {
      sayHindered(error);
    }
  };
  const discard = async () => {
    if (!window.confirm(`删掉“${each.name}”没有保存的改动吗？删掉就没有了。`)) return;
    await doing("/api/left/" + each.id + "/discard", `已删掉“${each.name}”没有保存的改动。`, again);
  };
  return make("li", {},
    make("b", { text: each.name }),
    make("span", { text: "最后改动 " + moment(each.when) }),
    make("button", { type: "button", "aria-label": `打开副本 ${each.name}`, text: "打开副本", click: open }),
    make("button", { type: "button", "aria-label": `删掉 ${each.name}`, text: "删掉", click: discard }));
}

async function doing(path, said, again) {
  try {
    await post(path);
    await again();
    say(said);
  } catch (error) {
    sayHindered(error);
  }
}
