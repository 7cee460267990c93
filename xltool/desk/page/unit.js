// One unit: where it stands in the list, what was decided, and the way to the one before and the next.

import { put as putBook } from "./book.js";
import { DECISIONS, decide, writeFeedback } from "./decide.js";
import { byId, empty, isField, make, show } from "./dom.js";
import { counted, moment } from "./figures.js";
import { badge, decidedText } from "./grid.js";
import * as inbox from "./inbox.js";
import { get, post } from "./net.js";
import { say, sayHindered } from "./say.js";
import { head, on, turn, write } from "./stage.js";
import * as units from "./units.js";

const STORED = "xltool-desk-owners";
const shown = { unit: null, place: 0, placing: null, before: null, after: null, total: 0 };
const listeners = [];

export function unit() {
  return shown.unit;
}

// Its place in the whole list.
export function place() {
  return shown.place;
}

// Called with the unit that is shown, and whether it is the one that was shown before.
export function whenUnit(listener) {
  listeners.push(listener);
}

export function put(next) {
  const before = shown.unit;
  shown.unit = next;
  if (on() !== "unit") return;
  head(next.name, inbox.overview().name);
  draw(next);
  for (const listener of listeners) listener(next, Boolean(before && before.key === next.key));
}

// Turns to a unit that stands about there in the list; false where there is none. A step back leads to where one came from.
export async function openUnit(key, to, step) {
  if (step) say("");
  try {
    const next = await get(inbox.path("/unit?key=" + encodeURIComponent(key)));
    turn("unit");
    write({ unit: key, inbox: inbox.overview().id, ...units.asked(), place: to }, step);
    shown.place = to;
    put(next);
    await findPlace(key, to);
    return true;
  } catch (error) {
    sayHindered(error);
    return false;
  }
}

// Its neighbours in the list as it is filtered and sorted; what was decided may have moved it or taken it out.
function findPlace(key, to) {
  shown.placing = askPlace(key, to);
  return shown.placing;
}

async function askPlace(key, to) {
  const from = Math.max(0, to - 2);
  const { rows, total } = await get(inbox.path(units.question(from, 5)));
  if (!shown.unit || shown.unit.key !== key) return;
  const at = rows.findIndex((row) => row.key === key);
  const next = at < 0 ? to - from : at + 1;
  const back = at < 0 ? to - from - 1 : at - 1;
  const other = (number) => (rows[number] && number >= 0 ? { key: rows[number].key, name: rows[number].name, place: from + number } : null);
  Object.assign(shown, { place: at < 0 ? to : from + at, before: other(back), after: other(next), total, inside: at >= 0 });
  drawPlace();
}

function drawPlace() {
  const { state } = units.asked();
  byId("unit-place").textContent = shown.inside ? `${counted(shown.place + 1)} / ${counted(shown.total)}${state ? "（" + state + "）" : ""}` : "已不在列表里";
  for (const [id, other, word] of [["unit-before", shown.before, "上一个"], ["unit-after", shown.after, "下一个"]]) {
    byId(id).disabled = !other;
    byId(id).title = other ? `${word}：${other.name}` : `没有${word}`;
  }
}

// To "before" or "after", once it is known which that is.
async function step(which) {
  try {
    await shown.placing;
  } catch {
    return; // said where it was asked for
  }
  const other = shown[which];
  if (other) openUnit(other.key, other.place);
}

// Drawing

function draw(next) {
  empty(byId("unit-state")).append(badge(next));
  const last = next.decided;
  byId("unit-decided").textContent = last ? decidedText(last.what === next.state ? { ...last, what: "" } : last) : "";
  const facts = empty(byId("unit-facts"));
  const columns = Object.entries(next.columns);
  facts.append(...columns.map(([title, text]) => make("div", {}, make("dt", { text: title }), make("dd", { text: text || "—" }))));
  for (const id of ["unit-facts", "facts-title"]) show(byId(id), columns.length > 0);
  const titles = new Map(next.findings.map((each) => [each.key, each.title]));
  const history = empty(byId("unit-history"));
  history.append(...[...next.decisions].reverse().map((each) => make("li", {}, make("b", { text: each.what + (each.finding ? "说明" : "") }), make("span", { class: "by", text: [each.who, moment(each.when)].filter(Boolean).join("　") }), each.finding ? make("p", { class: "of-finding", text: titles.get(each.finding) || each.reason }) : null, each.note ? make("p", { text: each.note }) : null)));
  show(byId("unit-unjudged"), !next.decisions.length);
  byId("unit-open").disabled = !countedOf(next);
}

// Whose the forms are that were opened here, by the ids of their workbooks; it outlives loading the page again.
function keepOwner(id, owner) {
  sessionStorage.setItem(STORED, JSON.stringify({ ...owners(), [id]: owner }));
}

function owners() {
  return JSON.parse(sessionStorage.getItem(STORED) || "{}");
}

export function ownerOf(id) {
  return owners()[id] || null;
}

// The form as it looks, of the file that counts or of another one.
export async function openForm(file) {
  say("正在打开…");
  try {
    const opened = await post(inbox.path("/open"), { file });
    keepOwner(opened.id, { inbox: inbox.overview().id, key: shown.unit.key, unit: shown.unit.name, place: shown.place, asked: units.asked() });
    turn("desk");
    putBook(opened);
    write({ book: opened.id }, true);
    say(opened.summary + "。");
  } catch (error) {
    sayHindered(error);
  }
}

function countedOf({ files }) {
  return files.find((each) => each.counts) || files[0] || null;
}

// The form of the unit before or after this one; the unit itself where it has none.
export async function stepForm(of, by) {
  try {
    if (!inbox.overview() || inbox.overview().id !== of.inbox || !shown.unit || shown.unit.key !== of.key) await backFrom(of);
    const other = by < 0 ? shown.before : shown.after;
    if (!other) {
      say(by < 0 ? "这是列表里的第一个。" : "这是列表里的最后一个。");
      return;
    }
    await openUnit(other.key, other.place, true);
    const counted = countedOf(shown.unit);
    if (counted) await openForm(counted.number);
    else say(`${shown.unit.name}没有报来表。`);
  } catch (error) {
    sayHindered(error);
  }
}

// Back to the unit from which a form was opened, also after the page was loaded again.
export async function backFrom({ inbox: id, key, place: to, asked }) {
  try {
    if (!inbox.overview() || inbox.overview().id !== id) {
      units.take(asked);
      await inbox.enter(id);
    }
    await openUnit(key, shown.unit && shown.unit.key === key ? shown.place : to, true);
  } catch (error) {
    sayHindered(error);
  }
}

function target() {
  return { target: { keys: [shown.unit.key], seen: shown.unit.seen }, names: [shown.unit.name], count: 1 };
}

export async function reload() {
  if (!shown.unit) return;
  try {
    const { key } = shown.unit;
    const next = await get(inbox.path("/unit?key=" + encodeURIComponent(key)));
    if (shown.unit.key !== key) return;
    put(next);
    await findPlace(key, shown.place);
  } catch (error) {
    sayHindered(error);
  }
}

function onKey(event) {
  if (on() !== "unit" || document.querySelector("dialog[open]")) return;
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    step(event.key === "ArrowDown" ? "after" : "before");
    event.preventDefault();
  } else if (event.key === "Escape" && !isField(event.target)) {
    byId("unit-back").click();
    event.preventDefault();
  }
}

export function begin() {
  const actions = byId("unit-actions");
  for (const [what, text] of DECISIONS) actions.append(make("button", { type: "button", "data-what": what, text, click: () => decide(what, target()) }));
  actions.append(make("button", { type: "button", "data-what": "意见", text: "写审核意见…", click: () => writeFeedback(target()) }));
  byId("unit-before").addEventListener("click", () => step("before"));
  byId("unit-after").addEventListener("click", () => step("after"));
  byId("unit-open").addEventListener("click", () => {
    openForm(countedOf(shown.unit).number);
  });
  document.addEventListener("keydown", onKey);
  inbox.whenOverview((next, before) => {
    if (on() === "unit" && before && before.id === next.id && before.revision !== next.revision) reload();
  });
}
