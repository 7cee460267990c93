// The line at the foot of the page: what was done, what appeared, what is gone. Screen readers say it.

import { byId } from "./dom.js";

export function say(text) {
  const line = byId("status");
  line.className = "";
  line.textContent = "";
  // the same sentence twice is said twice
  setTimeout(() => {
    line.textContent = text;
  }, 30);
}

export function sayHindered(error) {
  say(error.message);
  setTimeout(() => byId("status").classList.add("hindered"), 30);
}

export function hint(text) {
  byId("hint").textContent = text;
}
