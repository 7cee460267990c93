// A form that nobody has annotated yet: its sheets show what was recognised, and it can be annotated here.

import { whenShown } from "./book.js";
import { byId, empty, make, show } from "./dom.js";
import { start } from "./errand.js";

const ANNOTATE = "annotate";

function tell({ questions }) {
  const told = make("div", { role: "listitem" });
  empty(byId("list")).append(told);
  told.append(
    make("h3", { text: "这张表还没有标注" }),
    make("p", { text: "表上认出的名称标在左边的表里：■ 确定，？ 推断，○ 没有对上。核对以后点“标注表样”，就能在这里填报和审核。" }),
    make("p", { text: "标注只在最后加两张工作表和名称，原表一个字也不动；不满意可以撤销。" }),
  );
  if (questions.length) told.append(make("p", { text: "标注时会问：" }), make("ul", {}, questions.map((text) => make("li", { text }))));
  told.append(
    make("button", { type: "button", class: "main", "data-part": "annotate", text: "开始标注", click: () => start(ANNOTATE) }),
    make("p", { class: "code", text: "它若本来是本工具的模板、名称丢了：请不要标注，运行 xltool repair 找回。" }),
  );
}

export function begin() {
  whenShown((next, before) => {
    const { blank } = next;
    document.body.classList.toggle("is-blank", Boolean(blank));
    for (const button of byId("tools").querySelectorAll("[data-verb]")) show(button, (button.dataset.verb === ANNOTATE) === Boolean(blank));
    show(byId("filters"), !blank);
    // the list of findings was drawn just before
    if (blank && !(before && before.id === next.id && before.revision === next.revision)) tell(blank);
  });
}
