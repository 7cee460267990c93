// The workbook that is shown, and every change of it: one at a time, each told on which state it was made.

import { Refused, get, isLost, post } from "./net.js";
import { say, sayHindered } from "./say.js";

const shown = { view: null, busy: false };
const listeners = [];
let queue = Promise.resolve();
let settle = async () => true;

export function view() {
  return shown.view;
}

export function isBusy() {
  return shown.busy;
}

export function path(rest) {
  return "/api/books/" + shown.view.id + (rest || "");
}

// Called with the new view and the one before whenever another state is shown.
export function whenShown(listener) {
  listeners.push(listener);
}

export function put(next) {
  const before = shown.view;
  shown.view = next;
  for (const listener of listeners) listener(next, before);
}

// What somebody is typing goes first: called before whatever else changes the workbook; false where it was refused.
export function whenSettling(action) {
  settle = action;
}

// One change after the other, each on the state that the one before left.
function inTurn(action) {
  const done = queue.then(action);
  queue = done.catch(() => null);
  return done;
}

// A change: true when it was made. What is refused is said; an old state is replaced by the newest.
export async function change(what, body) {
  return (await settle()) && inTurn(() => changeNow(what, body));
}

// What was typed into a cell.
export function fill(body) {
  return inTurn(() => changeNow("/cell", body));
}

// A verb is begun on the state that is shown then; what the server answers.
export async function begin(body) {
  if (!(await settle())) return null;
  return inTurn(() => post(path("/errand"), { ...body, revision: shown.view.revision }));
}

async function changeNow(what, body) {
  if (!shown.view) return false;
  shown.busy = true;
  try {
    const next = await post(path(what), { ...body, revision: shown.view.revision });
    put(next);
    if (next.news) say(next.news.said);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.view) put(error.view);
    sayHindered(error);
    return false;
  } finally {
    shown.busy = false;
  }
}

// What may have happened meanwhile, on another page or in another program.
export async function look() {
  if (!shown.view || shown.busy || isLost()) return;
  try {
    const state = await get(path("/pulse"));
    if (shown.busy || !shown.view || state.id !== shown.view.id) return;
    if (state.revision !== shown.view.revision) {
      put(await get(path()));
      say(state.beside ? `${state.beside} 里有改动：现在显示的是最新的。` : "这个工作簿在另一个页面里改过：现在显示的是最新的。");
    } else {
      put({ ...shown.view, ...state });
    }
  } catch (error) {
    if (error instanceof Refused) await openAgain();
  }
}

// The server was started anew: the workbook is opened there again.
async function openAgain() {
  const { id } = shown.view;
  try {
    put(await post("/api/books/" + id + "/open"));
    say("工作台重新启动过，工作簿已接着打开。");
  } catch (error) {
    sayHindered(error);
  }
}
