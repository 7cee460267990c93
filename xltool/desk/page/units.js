// Which units are listed: state, search, group, order, page. The server sorts and cuts; a page of the list is asked for at a time.

import { byId, empty, make } from "./dom.js";
import { get } from "./net.js";
import { isJudged, overview, path, whenOverview } from "./inbox.js";
import { sayHindered } from "./say.js";
import { on, write } from "./stage.js";

export const PAGE = 100;
// Milliseconds of rest after which what is typed is searched for, and between two looks while a run goes on.
const REST = 250;
const PACE = 2500;
const ASKED = { state: "", search: "", group: "", of: "", sort: "", down: "" };
const list = { asked: { ...ASKED }, from: 0, rows: [], total: 0, seen: 0, turn: 0, waiting: 0, drawn: 0 };
const listeners = [];
const asking = [];

export function asked() {
  return list.asked;
}

export function listed() {
  return list;
}

// What is filtered by, as the server takes it in place of keys.
export function filter() {
  const { state, search, group, of } = list.asked;
  return { state, search, group, of };
}

// Called when another page of the list, or another state of it, is there; `focus` is the row to go to, if any.
export function whenListed(listener) {
  listeners.push(listener);
}

// Called when other units are asked for than before.
export function whenAsked(listener) {
  asking.push(listener);
}

export function question(from, count) {
  const given = Object.entries(list.asked).filter((each) => each[1] !== "");
  return "/units?" + new URLSearchParams([...given, ["from", from], ["count", count]]);
}

// Asks for the page on which a row stands. An answer that came too late for what is asked now is let go.
export async function load(from, focus) {
  list.turn += 1;
  const { turn } = list;
  byId("grid").setAttribute("aria-busy", "true");
  try {
    const answer = isJudged() ? await get(path(question(from, PAGE))) : { from: 0, total: 0, rows: [], seen: 0 };
    if (turn !== list.turn) return;
    if (!answer.rows.length && answer.total > 0) {
      await load(Math.floor((answer.total - 1) / PAGE) * PAGE, focus); // the list became shorter
      return;
    }
    Object.assign(list, { from: answer.from, rows: answer.rows, total: answer.total, seen: answer.seen, drawn: Date.now() });
    if (on() === "inbox") keepAddress();
    for (const listener of listeners) listener(focus);
  } catch (error) {
    sayHindered(error);
  } finally {
    if (turn === list.turn) byId("grid").removeAttribute("aria-busy");
  }
}

// Other units are asked for: the list begins anew.
export function ask(change) {
  const before = filter();
  Object.assign(list.asked, change);
  const same = Object.keys(before).every((name) => before[name] === list.asked[name]);
  keepAddress();
  drawFilters();
  if (!same) for (const listener of asking) listener();
  return load(0);
}

// The same heading again: the other way round, then the order of the list of units.
export function sortBy(column, first) {
  const { sort, down } = list.asked;
  if (sort !== column) return ask({ sort: column, down: first });
  return ask(down === first ? { down: first ? "" : "1" } : { sort: "", down: "" });
}

export function keepAddress(step) {
  if (!overview()) return;
  write({ inbox: overview().id, ...list.asked, from: list.from || "" }, step);
}

// The list as an address names it.
export function take(named) {
  for (const name of Object.keys(ASKED)) list.asked[name] = named[name] || "";
  list.from = Math.max(0, parseInt(named.from, 10) || 0);
  byId("search").value = list.asked.search;
}

// The chips and the groups

function drawFilters() {
  const next = overview();
  const held = byId("states");
  const had = held.contains(document.activeElement) ? document.activeElement.dataset.state : null;
  empty(held);
  held.append(chip({ state: "", count: next.total, sign: "" }));
  for (const each of next.states) held.append(chip(each));
  const again = had === null ? null : [...held.children].find((each) => each.dataset.state === had);
  if (again) again.focus();
  drawGroups(next);
}

function chip({ state, count, sign }) {
  const own = list.asked.state === state;
  const made = make("button", { type: "button", class: "state-chip", "data-state": state, "aria-pressed": String(own), click: () => ask({ state: own ? "" : state }) });
  if (!count && state) made.classList.add("none-of");
  made.append(make("span", { class: "sign", "aria-hidden": "true", text: sign }), make("span", { class: "name", text: state || "全部" }), make("b", { text: count.toLocaleString("zh-CN") }));
  return made;
}

// The columns of the list of units by which it can be cut.
export function groups() {
  return overview().groups.map((each) => each.column);
}

function drawGroups(next) {
  const column = byId("group");
  const value = byId("of");
  const names = groups();
  byId("grouped").hidden = !names.length;
  fillPicker(column, [["", "分组：不分"], ...names.map((name) => [name, "分组：" + name])], list.asked.group);
  const chosen = next.groups.find((each) => each.column === list.asked.group);
  value.disabled = !chosen;
  fillPicker(value, [["", "全部"], ...(chosen ? chosen.values.map((each) => [each, each]) : [])], list.asked.of);
}

function fillPicker(picker, offered, value) {
  const held = JSON.stringify(offered);
  if (picker.dataset.held !== held) {
    empty(picker).append(...offered.map(([each, text]) => make("option", { value: each, text })));
    picker.dataset.held = held;
  }
  picker.value = value;
}

function searchAfterRest() {
  clearTimeout(list.waiting);
  list.waiting = setTimeout(() => ask({ search: byId("search").value.trim() }), REST);
}

// Shows the list of the inbox that was entered, at a place if one is given.
export async function show(place) {
  drawFilters();
  const at = place === undefined ? list.from : place;
  await load(at - (at % PAGE), place);
}

export function begin() {
  byId("search").addEventListener("input", (event) => {
    if (!event.isComposing) searchAfterRest();
  });
  byId("search").addEventListener("compositionend", searchAfterRest);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.value) {
      event.target.value = "";
      ask({ search: "" });
      event.preventDefault();
    }
  });
  byId("group").addEventListener("change", (event) => ask({ group: event.target.value, of: "" }));
  byId("of").addEventListener("change", (event) => ask({ of: event.target.value }));
  whenOverview((next, before) => {
    if (on() !== "inbox" || !before || before.id !== next.id || before.revision === next.revision) return;
    drawFilters();
    const rest = next.run.state === "running" ? list.drawn + PACE - Date.now() : 0;
    clearTimeout(list.again);
    list.again = setTimeout(() => on() === "inbox" && load(list.from), Math.max(0, rest));
  });
}
