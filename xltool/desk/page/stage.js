// Which screen is seen, what stands in the head above it, and the address that leads back to it.

import { byId, show } from "./dom.js";

const SCREENS = ["home", "desk", "inbox", "unit"];
// Where the first Tab leads on each screen.
const SKIPS = { home: "", desk: "跳到问题清单", inbox: "跳到单位列表", unit: "跳到问题清单" };
const listeners = [];
let shown = "";

export function on() {
  return shown;
}

// Called with the screen that is turned to.
export function whenTurned(listener) {
  listeners.push(listener);
}

export function turn(screen) {
  const changed = shown !== screen;
  shown = screen;
  for (const each of SCREENS) show(byId(each), each === screen);
  const bureau = screen === "inbox" || screen === "unit";
  show(byId("book"), screen !== "home");
  show(byId("own"), screen === "desk");
  show(byId("tools"), screen === "desk");
  show(byId("bureau"), bureau);
  show(byId("saved"), screen === "desk");
  byId("skip").textContent = SKIPS[screen];
  show(byId("skip"), Boolean(SKIPS[screen]));
  document.body.dataset.screen = screen;
  if (changed) {
    window.scrollTo(0, 0);
    for (const listener of listeners) listener(screen);
  }
}

// What stands in the head: a title and what is said beside it.
export function head(title, beside) {
  byId("title").textContent = title;
  byId("where").textContent = beside;
  document.title = (title ? title + " - " : "") + "绩效自评工作台";
}

// The address as names and values.
export function address() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

// Another address: a step to which the browser's own button leads back, or the same place seen otherwise.
export function write(named, step) {
  const given = Object.entries(named).filter((each) => each[1] !== "" && each[1] !== null && each[1] !== false);
  const hash = given.length ? "#" + new URLSearchParams(given) : location.pathname;
  if (hash === location.hash) return;
  if (step) history.pushState(null, "", hash);
  else history.replaceState(null, "", hash);
}
