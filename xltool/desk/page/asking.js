// A window that asks one thing, and one that shows what was made. What was typed stays until the server has it.

import { byId, empty, make } from "./dom.js";
import { counted } from "./figures.js";
import { download } from "./net.js";
import { sayHindered } from "./say.js";

const LISTED = 8;

// The window, empty.
export function emptyBox() {
  return empty(byId("asking"));
}

// Shows it; the focus goes back to where it was when it is closed.
export function openBox(held) {
  if (held.open) return;
  const before = document.activeElement;
  held.addEventListener("close", () => before && before.isConnected && before.focus({ preventScroll: true }), { once: true });
  held.showModal();
}

// Some names as a list, the rest as a number.
export function someOf(names, all) {
  const few = names.slice(0, LISTED);
  const rest = all - few.length;
  return [...few, ...(rest > 0 ? [`……共 ${counted(all)} 个`] : [])];
}

// Asks for a text (`label`) or for consent alone, and maybe for one choice (`choice`: [value, text] pairs). `send` is
// given both and answers when the server has them, `then` follows once the window is closed; a refusal is said in the
// window, which stays as it is.
export function ask({ title, about, listed, label, value, long, needed, choice, yes, send, then }) {
  const held = emptyBox();
  held.append(make("h2", { id: "asking-title", text: title }));
  const form = make("form", { class: "question" });
  if (about) form.append(make("p", { class: "about", text: about }));
  if (listed && listed.length) form.append(make("ul", { tabindex: "0", "aria-label": "单位" }, listed.map((text) => make("li", { text }))));
  const field = label ? textField(form, label, value || "", long) : null;
  if (choice) form.append(choices(choice));
  const refused = make("p", { class: "hindered", role: "alert" });
  const button = make("button", { type: "submit", class: "main", text: yes });
  form.append(refused, make("div", { class: "buttons" }, button, make("button", { type: "button", text: "取消", click: () => held.close() })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field ? field.value.trim() : "";
    if (needed && !text) {
      refused.textContent = needed;
      field.focus();
      return;
    }
    refused.textContent = "";
    button.disabled = true;
    const chosen = form.querySelector("[name=choice]:checked");
    try {
      await send(text, chosen ? chosen.value : "");
      if (!form.isConnected) return; // what was made stands in its place
      held.close();
      if (then) then();
    } catch (error) {
      refused.textContent = error.message;
    }
    button.disabled = false;
  });
  held.append(form);
  openBox(held);
  (field || button).focus();
}

function textField(form, label, value, long) {
  const field = make(long ? "textarea" : "input", { id: "asked-text", autocomplete: "off", spellcheck: "false", rows: long ? "4" : null });
  field.value = value;
  field.addEventListener("keydown", (event) => {
    if (long && event.key === "Enter" && event.ctrlKey) form.querySelector("[type=submit]").click();
  });
  form.append(make("label", { class: "asked", for: "asked-text", text: label }), field);
  return field;
}

function choices(offered) {
  return make("div", { class: "choices", role: "radiogroup", "aria-label": "范围" },
    offered.map(([value, text], number) => make("label", {}, make("input", { type: "radio", name: "choice", value, checked: number === 0 }), text)));
}

// Work that takes a while: the window says so until `work` answers.
export async function busy(title, text, work) {
  const held = emptyBox();
  held.append(make("h2", { id: "asking-title", text: title }), make("p", { class: "step", role: "status", tabindex: "-1" }, make("span", { class: "turning", "aria-hidden": "true" }), text));
  openBox(held);
  held.querySelector(".step").focus();
  return work();
}

// What was done, what was not and why, and the files that were made.
export function result({ title, sentence, made, undone, folder, address }) {
  const held = emptyBox();
  held.append(make("h2", { id: "asking-title", text: title }), make("p", { text: sentence }));
  if (folder) held.append(make("p", { class: "about", text: "放在：" + folder }));
  if (made && made.length) held.append(madeList(made, address));
  if (undone && undone.length) held.append(make("p", { class: "asked", text: `没有做的 ${undone.length} 个：` }), make("ul", { tabindex: "0", "aria-label": "没有做的" }, undone.map((text) => make("li", { text }))));
  const end = make("button", { type: "button", class: "main", text: "关闭", click: () => held.close() });
  held.append(make("div", { class: "buttons" }, end));
  openBox(held);
  end.focus();
}

export function madeList(made, address) {
  return make("ul", { class: "made", tabindex: "0", "aria-label": "做好的文件" }, made.map(({ number, name }) => make("li", {}, make("span", { text: name }), make("button", { type: "button", text: "下载", "aria-label": "下载 " + name, click: () => fetchMade(address(number), name) }))));
}

async function fetchMade(address, name) {
  try {
    await download(address, name);
  } catch (error) {
    sayHindered(error);
  }
}
