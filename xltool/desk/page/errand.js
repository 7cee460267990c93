// A verb at work: what it says, what it asks, and how it is stopped. The same window for every button.

import { begin as beginErrand, path, put, view, whenShown } from "./book.js";
import { byId, empty, make } from "./dom.js";
import { Refused, download, get, post } from "./net.js";
import { say, sayHindered } from "./say.js";
import { canReach, go } from "./sheet.js";

const ADDRESS = /([^\s（）()，。、：；“”→[\]]+![A-Z]{1,3}\d+)/;
const running = { following: false, question: 0, ended: 0 };
// Milliseconds in which a state that was asked for before the end may still come in.
const LATE = 5000;

export async function start(verb, options) {
  if (!view()) return;
  try {
    const record = await beginErrand({ verb, ...options });
    if (!record) return;
    open(record);
    follow();
  } catch (error) {
    if (error instanceof Refused && error.view) put(error.view);
    sayHindered(error);
  }
}

function open(record) {
  const box = byId("errand");
  running.question = 0;
  draw(record);
  if (!box.open) box.showModal();
}

// Ask again and again what is new; the server answers when there is something, or after a while.
async function follow() {
  if (running.following) return;
  running.following = true;
  let seen = "";
  try {
    for (;;) {
      const record = await get(path("/errand?seen=" + seen));
      if (!record.state) break;
      seen = record.changes;
      draw(record);
      if (record.over) {
        put(await get(path()));
        if (record.news.said) say(record.news.said);
        break;
      }
    }
  } catch (error) {
    byId("errand").close();
    sayHindered(error);
  } finally {
    running.following = false;
    running.ended = Date.now();
  }
}

function draw(record) {
  const box = byId("errand");
  const typed = box.querySelector("#answer");
  if (record.question && record.question.number === running.question && typed) return; // somebody is typing
  running.question = record.question ? record.question.number : 0;
  empty(box);
  box.append(make("h2", { id: "errand-title", text: record.title }));
  const told = make("div", { class: "told", "aria-live": "polite" });
  for (const each of record.said) told.append(...paragraph(each));
  box.append(told);
  if (record.question) drawQuestion(box, record.question);
  else if (record.over) drawEnd(box, record);
  else drawProgress(box, record);
}

function paragraph({ text, listed, hindered }) {
  const parts = text.split("\n").map((line) => make("p", { class: hindered ? "hindered" : null }, linked(line)));
  if (listed.length) parts.push(make("ul", {}, listed.map((line) => make("li", {}, linked(line)))));
  return parts;
}

// A line in which the addresses of cells lead there.
function linked(line) {
  return line.split(ADDRESS).map((part) => {
    if (!ADDRESS.test(part) || !canReach(part)) return part;
    return make("button", {
      type: "button",
      class: "to-cell",
      text: part,
      click: () => {
        byId("errand").close();
        go(part, true);
      },
    });
  });
}

function drawProgress(box, record) {
  box.append(make("p", { class: "step" }, make("span", { class: "turning", "aria-hidden": "true" }), record.step || "正在做…"));
  box.append(make("div", { class: "buttons" }, make("button", { type: "button", text: "停止", click: stop })));
}

function drawQuestion(box, question) {
  const form = make("form", { class: "question", method: "dialog" });
  if (question.about) form.append(make("p", { class: "about", text: question.about }));
  if (question.agree) form.append(make("p", { class: "asked", id: "asked", text: question.text }));
  else form.append(make("label", { class: "asked", for: "answer", text: question.text }));
  if (question.listed.length) form.append(make("ul", { class: "listed", tabindex: "0" }, question.listed.map((line) => make("li", { text: line }))));
  const field = question.agree ? null : make("input", { id: "answer", type: question.secret ? "password" : "text", autocomplete: "off" });
  if (field) {
    field.value = question.default;
    form.append(field);
  }
  const yes = make("button", { type: "submit", class: "main", text: question.agree ? "是" : "确定" });
  const no = make("button", { type: "button", text: question.agree ? "否" : "取消", click: () => answer(question.number, question.agree ? false : null) });
  form.append(make("div", { class: "buttons" }, yes, no));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(question.number, field ? field.value : true);
  });
  box.append(form);
  (field || yes).focus();
}

function drawEnd(box, record) {
  if (record.made.length) {
    box.append(make("ul", { class: "made" }, record.made.map((name) => make("li", {}, name, make("button", { type: "button", text: "下载", "aria-label": "下载 " + name, click: () => fetchMade(name) })))));
  }
  if (!record.said.length && !record.made.length) box.append(make("p", { text: record.news.said || "做完了。" }));
  const end = make("button", { type: "button", class: "main", text: "关闭", click: () => box.close() });
  box.append(make("div", { class: "buttons" }, end));
  end.focus();
}

async function fetchMade(name) {
  try {
    await download(path("/made/" + view().made.lastIndexOf(name)), name);
  } catch (error) {
    sayHindered(error);
  }
}

async function answer(question, said) {
  try {
    await post(path("/errand/answer"), { question, answer: said });
  } catch (error) {
    sayHindered(error);
  }
}

async function stop() {
  try {
    await post(path("/errand/cancel"), {});
  } catch (error) {
    sayHindered(error);
  }
}

export function begin() {
  // Esc: a question is answered with no, a search ends with what it has, a finished verb is put away
  byId("errand").addEventListener("cancel", (event) => {
    if (running.following) {
      event.preventDefault();
      stop();
    }
  });
  // a page that comes while a verb is at work (another tab, loaded again) follows it too
  whenShown((next) => {
    if (next.errand && !running.following && Date.now() - running.ended > LATE) {
      open({ title: next.errand, said: [], question: null, over: false, step: "" });
      follow();
    }
  });
}
