// The inbox that is shown: its overview, news of it, and every errand that changes something in it.

import { get, isLost, post } from "./net.js";
import { sayHindered } from "./say.js";
import { head, on } from "./stage.js";

const TICK = 1000;
// Looks at an inbox in which nothing runs, in ticks.
const CALM = 4;
const shown = { overview: null, ticks: 0, looking: false };
const listeners = [];

export function overview() {
  return shown.overview;
}

export function path(rest) {
  return "/api/inboxes/" + shown.overview.id + (rest || "");
}

// Called with the new overview and the one before.
export function whenOverview(listener) {
  listeners.push(listener);
}

export function put(next) {
  const before = shown.overview;
  shown.overview = next;
  if (on() === "inbox") head(next.name, next.folder);
  for (const listener of listeners) listener(next, before);
}

// The overview of an inbox, as it is now; what is refused is thrown.
export async function enter(id) {
  put(await get("/api/inboxes/" + id));
}

// Asks for something; the answer, or null where it was refused and said. An overview in the answer is shown.
export async function act(what, body) {
  try {
    return await acting(what, body);
  } catch (error) {
    sayHindered(error);
    return null;
  }
}

// The same for what says a refusal in a place of its own.
export async function acting(what, body) {
  const answer = await post(path(what), body);
  if (answer.states) put(answer);
  else await look();
  return answer;
}

// Whether there is anything to list: a ledger comes with the first run.
export function isJudged() {
  return Boolean(shown.overview && shown.overview.states.length);
}

export function isRunning() {
  return Boolean(shown.overview && shown.overview.run.state === "running");
}

// What happened meanwhile: in the run, on another page, in the ledger.
export async function look() {
  if (!shown.overview || shown.looking || isLost()) return;
  shown.looking = true;
  try {
    const { id, revision } = shown.overview;
    const news = await get(path("/pulse?revision=" + encodeURIComponent(revision)));
    if (!shown.overview || shown.overview.id !== id) return;
    if (news.revision !== revision) put(await get(path()));
    else put({ ...shown.overview, run: news.run });
  } catch (error) {
    sayHindered(error);
  } finally {
    shown.looking = false;
  }
}

export function begin() {
  setInterval(() => {
    if (on() !== "inbox" && on() !== "unit") return;
    shown.ticks += 1;
    if (isRunning() || shown.ticks % CALM === 0) look();
  }, TICK);
}
