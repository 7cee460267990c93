// A file that another program changed: what is different, and which one is used.

import { change, path, view, whenShown } from "./book.js";
import { byId, empty, make, show } from "./dom.js";
import { get } from "./net.js";
import { sayHindered } from "./say.js";

const LISTED = 200;

async function compare() {
  try {
    const { differences } = await get(path("/difference"));
    draw(differences);
  } catch (error) {
    sayHindered(error);
  }
}

function draw(differences) {
  const box = empty(byId("difference"));
  box.append(make("h2", { id: "difference-title", text: "文件在外面改了什么" }));
  if (differences.length) {
    const head = make("tr", {}, ["填的是", "打开时", "文件里现在"].map((text) => make("th", { scope: "col", text })));
    const rows = differences.slice(0, LISTED).map((each) => make("tr", {}, make("td", { text: `${each.label}（${each.address}）` }), make("td", { text: each.before || "空白" }), make("td", { text: each.after || "空白" })));
    box.append(make("div", { class: "scrolled", tabindex: "0" }, make("table", { class: "plain" }, make("thead", {}, head), make("tbody", {}, rows))));
    if (differences.length > LISTED) box.append(make("p", { text: `另有 ${differences.length - LISTED} 格不同。` }));
  } else {
    box.append(make("p", { text: "填报的内容都一样，改的是别的格、格式或别的部分。" }));
  }
  const unsaved = view().unsaved ? "（页面上没保存的改动会被取代，可以撤销）" : "";
  box.append(
    make("div", { class: "buttons" },
      make("button", { type: "button", class: "main", text: "改用文件里的" + unsaved, click: () => settle("file") }),
      make("button", { type: "button", text: "保留页面上的", click: () => settle("page") }),
      make("button", { type: "button", text: "先不管", click: () => box.close() })),
  );
  box.showModal();
}

async function settle(take) {
  byId("difference").close();
  await change("/settle", { take });
}

export function begin() {
  let told = "";
  whenShown((next) => {
    const what = next.outside || (next.resumed && next.unsaved ? "resumed" : "");
    if (what === told) return;
    told = what;
    const line = empty(byId("outside"));
    show(line, Boolean(what));
    if (what === "changed") {
      line.append("这个文件打开之后被别的程序改动过。", make("button", { type: "button", text: "看有哪些不同", click: compare }));
    } else if (what === "gone") {
      line.append("原来的文件不在了（移走、改名或删除了）：页面上的一份还在，请点“下载”另存。");
    } else if (what === "resumed") {
      line.append("上次没有保存的改动还在，已接着用。", make("button", { type: "button", text: "放弃，恢复为文件里的", click: () => change("/settle", { take: "file" }) }));
    }
  });
}
