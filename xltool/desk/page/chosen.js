// The units that are chosen, across the pages of the list: some by their keys, or all that a filter shows but some.

import { decide, DECISIONS, makeSummary, writeFeedback } from "./decide.js";
import { byId, empty, make } from "./dom.js";
import { counted } from "./figures.js";
import { filter, listed, whenAsked, whenListed } from "./units.js";

// `keys` have the name of each, and which state of the ledger the list showed when it was chosen: what changed since is
// not decided on unseen.
const picked = { all: false, keys: new Map(), but: new Set(), seen: 0 };
const listeners = [];

export function whenChosen(listener) {
  listeners.push(listener);
}

export function has(key) {
  return picked.all ? !picked.but.has(key) : picked.keys.has(key);
}

function count() {
  return picked.all ? listed().total - picked.but.size : picked.keys.size;
}

export function set(row, on) {
  setAll([row], on);
}

export function setAll(rows, on) {
  for (const { key, name } of rows) {
    if (picked.all && on) picked.but.delete(key);
    else if (picked.all) picked.but.add(key);
    else if (on) picked.keys.set(key, { name, seen: listed().seen });
    else picked.keys.delete(key);
  }
  tell();
}

function everything() {
  Object.assign(picked, { all: true, keys: new Map(), but: new Set(), seen: listed().seen });
  tell();
}

export function forget() {
  Object.assign(picked, { all: false, keys: new Map(), but: new Set() });
  tell();
}

function tell() {
  draw();
  for (const listener of listeners) listener();
}

// What was decided on is chosen no longer: its buttons are of no use, the row is.
function backToRows() {
  forget();
  const row = byId("grid").querySelector("tbody tr[tabindex='0']");
  if (row) row.focus({ preventScroll: true });
}

// What is chosen, as an errand takes it.
function chosen() {
  const some = [...picked.keys.values()];
  const seen = picked.all ? picked.seen : Math.min(...some.map((each) => each.seen));
  const target = picked.all ? { filter: filter(), but: [...picked.but], seen } : { keys: [...picked.keys.keys()], seen };
  const names = picked.all ? listed().rows.filter((row) => has(row.key)).map((row) => row.name) : some.map((each) => each.name);
  return { target, names, count: count() };
}

function draw() {
  const number = count();
  const { total } = listed();
  byId("picked").textContent = number ? `已选 ${counted(number)} 个` : "没有选中单位";
  for (const button of byId("decisions").children) button.disabled = !number;
  const all = byId("pick-everything");
  all.hidden = !total || number === total;
  all.textContent = `选中全部 ${counted(total)} 个`;
  byId("pick-none").hidden = !number;
}

export function begin() {
  const held = empty(byId("decisions"));
  for (const [what, text] of DECISIONS) held.append(make("button", { type: "button", "data-what": what, text, click: () => decide(what, chosen(), backToRows) }));
  held.append(make("button", { type: "button", "data-what": "意见", text: "写审核意见…", click: () => writeFeedback(chosen()) }));
  byId("pick-everything").addEventListener("click", everything);
  byId("pick-none").addEventListener("click", forget);
  byId("make-summary").addEventListener("click", () => makeSummary(false));
  byId("make-csv").addEventListener("click", () => makeSummary(true));
  whenListed(draw);
  whenAsked(forget);
}
