// The findings of the return that counts, and what the reviewer says to each reason: accepted, or sent back with a note.

import { byId, empty, isField, make } from "./dom.js";
import { inName } from "./decide.js";
import { moment } from "./figures.js";
import { acting } from "./inbox.js";
import { say, sayHindered } from "./say.js";
import { put, unit, whenUnit } from "./unit.js";

const SEVERITIES = [["必改", "▲"], ["须说明", "◆"], ["提示", "●"]];
const chosen = { severities: new Set(["必改", "须说明"]), reasons: false, writing: "" };
// Notes that were typed and not sent yet, by the keys of unit and finding.
const drafts = new Map();

export function hasNotes() {
  return drafts.size > 0;
}

function draftOf(finding) {
  return JSON.stringify([unit().key, finding.file, finding.key]);
}

function matches(finding) {
  return chosen.reasons ? Boolean(finding.reason) : chosen.severities.has(finding.severity);
}

// Filters

function drawFilters(findings) {
  const held = byId("unit-filters");
  const had = held.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  empty(held);
  for (const [name, sign] of SEVERITIES) {
    const pressed = !chosen.reasons && chosen.severities.has(name);
    const count = findings.filter((each) => each.severity === name).length;
    const button = make("button", { type: "button", class: "chip of-" + sign.codePointAt(0), "data-name": name, "aria-pressed": String(pressed), click: () => toggle(name) });
    button.append(make("span", { class: "sign", "aria-hidden": "true", text: sign }), name, make("b", { text: String(count) }));
    held.append(button);
  }
  const open = findings.filter((each) => each.reason && !each.verdict).length;
  const all = findings.filter((each) => each.reason).length;
  const button = make("button", { type: "button", class: "chip of-9671", "data-name": "reasons", "aria-pressed": String(chosen.reasons), click: () => toggle("reasons") },
    make("span", { class: "sign", "aria-hidden": "true", text: "◇" }), "有说明的", make("b", { text: String(all) }), open ? make("span", { class: "open", text: `待看 ${open}` }) : null);
  held.append(button);
  const again = had === null ? null : [...held.children].find((each) => each.dataset.name === had);
  if (again) again.focus();
}

function toggle(name) {
  if (name === "reasons") chosen.reasons = !chosen.reasons;
  else if (chosen.reasons) Object.assign(chosen, { reasons: false, severities: new Set([name]) });
  else if (chosen.severities.has(name)) chosen.severities.delete(name);
  else chosen.severities.add(name);
  draw();
}

// The list

function draw() {
  const { findings, files } = unit();
  drawFilters(findings);
  const list = byId("unit-findings");
  const had = list.contains(document.activeElement) ? [document.activeElement.closest(".card").dataset.key, document.activeElement.dataset.part] : null;
  empty(list).append(...findings.filter(matches).map(card));
  if (!list.children.length) list.append(make("p", { class: "none", text: nothing(findings, files) }));
  if (had) refocus(list, had);
}

function nothing(findings, files) {
  if (!files.length) return "还没有收到这个单位的自评表。";
  if (!files.some((each) => each.counts)) return "收到的文件都没有计入，原因见右边的文件。";
  return findings.length ? "按现在的筛选没有要看的。" : "没有发现问题。";
}

function refocus(list, [key, part]) {
  const own = [...list.children].find((each) => each.dataset.key === key);
  const parts = own ? [...own.querySelectorAll("[data-part]")] : [];
  const again = parts.find((each) => each.dataset.part === part) || own;
  if (again) again.focus({ preventScroll: true });
}

function card(finding) {
  const made = make("article", { class: `card of-${finding.sign.codePointAt(0)}${finding.root ? " under" : ""}`, tabindex: "-1", "data-key": finding.key, "aria-label": `${finding.severity}：${finding.title}` });
  made.append(
    make("h3", { class: "head" },
      make("span", { class: "sign", "aria-hidden": "true", text: finding.sign }),
      make("span", { class: "named" }, make("span", { class: "number", text: finding.number ? finding.number + "." : "" }), finding.title),
      make("span", { class: "state", text: finding.state })),
    make("p", { class: "message", text: (finding.root ? "由别的问题引起：" : "") + finding.message }),
  );
  if (finding.fix && finding.severity === "必改") made.append(make("p", { class: "why" }, make("b", { text: "怎么改：" }), finding.fix));
  if (finding.reason) made.append(make("blockquote", { class: "reason-said" }, make("b", { text: "单位说明：" }), finding.reason), ...verdict(finding));
  return made;
}

function verdict(finding) {
  const own = finding.verdict;
  if (chosen.writing === finding.key) return [writing(finding)];
  if (own) {
    const said = make("span", {}, make("b", { class: own.what === "退回" ? "sent-back" : "accepted", text: own.what === "退回" ? "↩ 已退回" : "✓ 已接受" }), make("span", { class: "by", text: [own.who, moment(own.when)].filter(Boolean).join("　") }), own.note ? make("span", { class: "note", text: own.note }) : null);
    return [make("div", { class: "verdict" }, said, button(finding, "撤销", "撤销"))];
  }
  return [make("div", { class: "verdict" }, button(finding, "接受", "接受说明"), make("button", { type: "button", "data-part": "退回", text: "退回说明…", click: () => write(finding) }))];
}

function button(finding, what, text) {
  return make("button", { type: "button", "data-part": what, text, click: () => decideOn(finding, what, "") });
}

function write(finding) {
  inName(() => {
    chosen.writing = finding.key;
    draw();
    const own = [...byId("unit-findings").children].find((each) => each.dataset.key === finding.key);
    if (own) own.querySelector("textarea").focus();
  });
}

function writing(finding) {
  const draft = draftOf(finding);
  const field = make("textarea", { id: "verdict-note", rows: "2", "data-part": "note", spellcheck: "false" });
  field.value = drafts.get(draft) || "";
  field.addEventListener("input", () => (field.value ? drafts.set(draft, field.value) : drafts.delete(draft)));
  const send = () => decideOn(finding, "退回", field.value.trim());
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) send();
    else if (event.key === "Escape") stop();
  });
  const stop = () => {
    chosen.writing = "";
    draw();
  };
  return make("div", { class: "reason" }, make("label", { for: "verdict-note", text: "为什么退回（写进审核意见）" }), field,
    make("div", { class: "write" }, make("button", { type: "button", "data-part": "send", class: "main", title: "Ctrl+Enter", text: "退回说明", click: send }), make("button", { type: "button", "data-part": "stop", text: "取消", click: stop })));
}

function decideOn(finding, what, note) {
  if (what === "退回" && !note) {
    sayHindered(new Error("请写明为什么退回这条说明。"));
    return;
  }
  const draft = draftOf(finding);
  inName(async () => {
    try {
      const next = await acting("/reason", { file: finding.file, key: finding.key, what, note });
      drafts.delete(draft);
      if (chosen.writing === finding.key) chosen.writing = "";
      put(next);
      say({ 接受: "已接受这条说明。", 退回: "已退回这条说明。", 撤销: "已撤销对这条说明的处理。" }[what]);
    } catch (error) {
      sayHindered(error);
    }
  });
}

// By keyboard: from card to card

function onKey(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || event.altKey || isField(event.target)) return;
  const cards = [...byId("unit-findings").querySelectorAll(".card")];
  const own = cards.indexOf(event.target.closest(".card"));
  const next = cards[own < 0 ? (by > 0 ? 0 : cards.length - 1) : own + by];
  if (next) {
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  event.preventDefault();
}

export function begin() {
  byId("unit-findings").addEventListener("keydown", onKey);
  whenUnit((next, same) => {
    if (!same) {
      chosen.writing = "";
      byId("unit-findings").scrollTop = 0;
    }
    draw();
  });
}
