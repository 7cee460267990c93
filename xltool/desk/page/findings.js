// The findings beside the sheets: filtered, those that follow from another one below it; one is chosen at a time.

import { amendments } from "./amend.js";
import { change, view, whenShown } from "./book.js";
import { byId, empty, isField, make } from "./dom.js";
import { canReach, go, outline, sheetOf } from "./sheet.js";

const SEVERITIES = [["必改", "▲"], ["须说明", "◆"], ["提示", "●"]];
// Cells that a card names; the others are outlined all the same.
const CELLS = 8;
const STATES = [["", "全部状态"], ["open", "待处理的"], ["done", "已说明的"]];
const chosen = { key: "", severities: new Set(SEVERITIES.map((each) => each[0])), sheet: "", state: "" };
// Reasons that were typed and not written yet, by the key of their finding.
const drafts = new Map();

export function hasDrafts() {
  return drafts.size > 0;
}

function isOpen(finding) {
  return finding.state !== "已说明";
}

function matches(finding) {
  if (!chosen.severities.has(finding.severity)) return false;
  if (chosen.sheet && !finding.cells.some((cell) => sheetOf(cell.address) === chosen.sheet)) return false;
  return chosen.state === "" || (chosen.state === "open") === isOpen(finding);
}

// Findings in their order, each followed by those that follow from it.
function grouped(findings) {
  const keys = new Set(findings.map((each) => each.key));
  const under = new Map();
  for (const each of findings) {
    if (each.root && keys.has(each.root) && each.root !== each.key) under.set(each.root, [...(under.get(each.root) || []), each]);
  }
  const listed = [];
  const add = (finding, depth) => {
    if (listed.some((each) => each.finding === finding)) return;
    listed.push({ finding, depth });
    for (const each of under.get(finding.key) || []) add(each, Math.min(depth + 1, 2));
  };
  for (const each of findings) if (!each.root || !keys.has(each.root)) add(each, 0);
  for (const each of findings) add(each, 0);
  return listed;
}

// Filters

function drawFilters() {
  const held = byId("filters");
  const { findings, sheets } = view();
  const had = document.activeElement && held.contains(document.activeElement) ? document.activeElement.dataset.name : "";
  empty(held);
  const group = make("div", { class: "severities", role: "group", "aria-label": "按级别筛选" });
  for (const [name, sign] of SEVERITIES) {
    const count = findings.filter((each) => each.severity === name && !each.passing).length;
    const button = make("button", { type: "button", class: "chip of-" + sign.codePointAt(0), "data-name": name, "aria-pressed": String(chosen.severities.has(name)), click: () => toggle(name) });
    button.append(make("span", { class: "sign", "aria-hidden": "true", text: sign }), name, make("b", { text: String(count) }));
    group.append(button);
  }
  held.append(group);
  const names = sheets.map((each) => each.name).filter((name) => findings.some((each) => each.cells.some((cell) => sheetOf(cell.address) === name)));
  held.append(picker("sheet", "按工作表筛选", [["", "全部工作表"], ...names.map((name) => [name, name])]));
  held.append(picker("state", "按状态筛选", STATES));
  const again = [...held.querySelectorAll("[data-name]")].find((each) => each.dataset.name === had);
  if (again) again.focus();
}

function picker(name, label, offered) {
  const made = make("select", { "data-name": name, "aria-label": label, change: (event) => filter(name, event.target.value) });
  for (const [value, text] of offered) made.append(make("option", { value, text, selected: chosen[name] === value }));
  return made;
}

function toggle(name) {
  if (chosen.severities.has(name)) chosen.severities.delete(name);
  else chosen.severities.add(name);
  draw();
}

function filter(name, value) {
  chosen[name] = value;
  draw();
}

// The list

function draw() {
  const { findings, summary } = view();
  byId("summary").textContent = summary;
  drawFilters();
  const list = byId("list");
  const { scrollTop } = list;
  const had = list.contains(document.activeElement) ? document.activeElement.dataset.part : null;
  empty(list);
  const listed = grouped(findings.filter((each) => !each.passing).filter(matches));
  for (const { finding, depth } of listed) list.append(card(finding, depth));
  const passing = findings.filter((each) => each.passing && matches(each));
  for (const finding of passing) list.append(card(finding, 0));
  if (!list.children.length) list.append(make("p", { class: "none", text: findings.length ? "按现在的筛选没有要看的。" : "没有发现问题。" }));
  list.scrollTop = scrollTop;
  if (had) refocus(list, had);
}

function refocus(list, part) {
  const own = list.querySelector(".card.chosen") || list.querySelector(".card");
  const again = own && (partOf(own, part) || partOf(own, "head"));
  if (again) again.focus({ preventScroll: true });
}

// A part of a card by its name, which may hold any sign of a sheet's name: never a selector.
function partOf(own, part) {
  return [...own.querySelectorAll("[data-part]")].find((each) => each.dataset.part === part);
}

function card(finding, depth) {
  const own = finding.key === chosen.key;
  const made = make("div", { class: `card of-${finding.sign.codePointAt(0)}${own ? " chosen" : ""}${depth ? " under" : ""}`, role: "listitem", "data-key": finding.key });
  const head = make("button", { type: "button", class: "head", "data-part": "head", "aria-expanded": String(own), click: () => choose(finding.key, true) });
  head.append(
    make("span", { class: "sign", "aria-hidden": "true", text: finding.sign }),
    make("span", { class: "named" }, make("span", { class: "number", text: finding.number ? finding.number + "." : "" }), finding.title),
    make("span", { class: "state", text: isOpen(finding) ? finding.severity : "已说明" }),
  );
  made.append(head, make("p", { class: "message", text: (depth ? "由上一条引起：" : "") + finding.message }));
  if (own) made.append(...details(finding));
  return made;
}

function details(finding) {
  const parts = [];
  const figures = [["现值", finding.stated], ["应为", finding.expected], ["相差", finding.difference]].filter((each) => each[1]);
  if (figures.length) parts.push(make("dl", { class: "figures" }, figures.map(([name, value]) => make("div", {}, make("dt", { text: name }), make("dd", { text: value })))));
  if (finding.relation) parts.push(make("p", { class: "tie", text: finding.relation }));
  for (const [name, text] of [["可能原因", finding.cause], ["怎么改", finding.fix]]) {
    if (text) parts.push(make("p", { class: "why" }, make("b", { text: name + "：" }), text));
  }
  const cells = finding.cells.filter((cell) => canReach(cell.address));
  if (cells.length) parts.push(make("div", { class: "cells", role: "group", "aria-label": "有关的格" }, cells.slice(0, CELLS).map(jump), cells.length > CELLS ? make("span", { class: "more", text: `另有 ${cells.length - CELLS} 格${view().beside ? "" : "，已在表上框出"}` }) : null));
  parts.push(...amendments(finding));
  if (finding.severity === "须说明") parts.push(reason(finding));
  parts.push(make("p", { class: "code", text: `${finding.code}　${finding.state}` }));
  return parts;
}

function jump(cell) {
  const role = cell.role === "stated" ? "所指的格" : "相比的格";
  const title = `${role} ${cell.address}`;
  const made = make("button", { type: "button", class: cell.role === "stated" ? "jump stated-jump" : "jump", title, "data-part": "jump-" + cell.address, click: () => go(cell.address, true) });
  made.append(make("span", { text: cell.label || cell.address }), make("b", { text: cell.stated || "空白" }));
  return made;
}

function reason(finding) {
  const field = make("textarea", { rows: "3", id: "reason", "data-part": "reason", spellcheck: "false", placeholder: "写出是什么事、为什么" });
  field.value = drafts.has(finding.key) ? drafts.get(finding.key) : finding.reason || "";
  field.addEventListener("input", () => drafts.set(finding.key, field.value));
  const send = async () => {
    if (await change("/reason", { key: finding.key, text: field.value })) {
      drafts.delete(finding.key);
      draw();
    }
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) send();
  });
  return make("div", { class: "reason" }, make("label", { for: "reason", text: "说明" }), field, make("button", { type: "button", class: "write", "data-part": "write", title: "Ctrl+Enter", text: "写说明", click: send }));
}

// Choosing one

export function choose(key, toCell) {
  const finding = view().findings.find((each) => each.key === key);
  if (!finding) return;
  chosen.key = key;
  const list = byId("list");
  for (const own of list.querySelectorAll(".card.chosen")) {
    const other = view().findings.find((each) => each.key === own.dataset.key);
    if (other && other.key !== key) own.replaceWith(card(other, own.classList.contains("under") ? 1 : 0));
  }
  const own = [...list.querySelectorAll(".card")].find((each) => each.dataset.key === key);
  if (own) {
    const had = own.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    const next = card(finding, own.classList.contains("under") ? 1 : 0);
    own.replaceWith(next);
    bringInto(list, next);
    const again = had && partOf(next, had);
    if (again) again.focus({ preventScroll: true });
  }
  point(finding, toCell);
}

// Scroll the list alone: where it stands below the sheet the page stays where the person works.
function bringInto(list, own) {
  const top = own.offsetTop - list.offsetTop;
  if (top < list.scrollTop) list.scrollTop = top - 8;
  else if (top + own.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = Math.min(top - 8, top + own.offsetHeight - list.clientHeight + 8);
}

function point(finding, toCell) {
  outline(finding.cells);
  const first = finding.cells.find((cell) => cell.role === "stated" && canReach(cell.address)) || finding.cells.find((cell) => canReach(cell.address));
  if (toCell && first) go(first.address, false);
}

// The next finding (or the one before) in the list as it is filtered.
export function step(by) {
  const keys = [...byId("list").querySelectorAll(".card")].map((each) => each.dataset.key);
  if (!keys.length) return;
  const at = keys.indexOf(chosen.key);
  const next = at < 0 ? (by > 0 ? 0 : keys.length - 1) : Math.min(Math.max(at + by, 0), keys.length - 1);
  const here = byId("findings").contains(document.activeElement);
  choose(keys[next], true);
  const own = byId("list").querySelectorAll(".card")[next];
  if (here) own.querySelector(".head").focus({ preventScroll: true });
}

export function begin() {
  byId("list").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || isField(event.target)) return;
    step(by);
    event.preventDefault();
  });
  // a cell that is selected shows the finding that accuses it
  byId("sheets").addEventListener("cell-selected", (event) => {
    const findings = view().findings.filter((each) => !each.passing && each.cells.some((cell) => cell.role === "stated" && cell.address === event.detail));
    if (findings.length && !findings.some((each) => each.key === chosen.key)) choose(findings[0].key, false);
  });
  whenShown((next, before) => {
    if (before && before.id === next.id && before.revision === next.revision) return;
    if (!before || before.id !== next.id) Object.assign(chosen, { key: "", sheet: "", state: "" });
    draw();
    const own = next.findings.find((each) => each.key === chosen.key);
    if (own) point(own, false);
    else {
      chosen.key = "";
      outline([]);
    }
  });
}
