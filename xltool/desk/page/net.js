// What the page asks of its server, on this computer alone. A refusal is a sentence; a lost connection is waited out.

import { byId, show } from "./dom.js";

const STORED = "xltool-desk-half";
const PAUSE = 2000;

let lost = false;
const back = [];

// A sentence from the server: what it refused, and why. `view` is the newest state where the page showed an older one.
export class Refused extends Error {
  constructor(sentence, status, view) {
    super(sentence);
    this.status = status;
    this.view = view;
  }
}

export class Lost extends Error {}

// The half of the pass that came with the address: kept for this port alone, and taken out of the address bar.
export function takeHalf() {
  const found = /^#([\w-]{40,})$/.exec(location.hash);
  if (found) {
    localStorage.setItem(STORED, found[1]);
    history.replaceState(null, "", "/");
  }
}

function headers(kind) {
  const sent = { "X-Xltool-Page": localStorage.getItem(STORED) || "" };
  if (kind) sent["Content-Type"] = kind;
  return sent;
}

async function request(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, credentials: "same-origin" });
  } catch {
    nowLost();
    throw new Lost("和工作台的联系断了。");
  }
  if (answer.status === 401) nowLost(); // another process at the same address: somebody has to enter anew
  else if (lost) nowBack();
  return answer;
}

async function answered(answer) {
  const held = await answer.json();
  if (!answer.ok || held.error) throw new Refused(held.error || "工作台没有照办。", answer.status, held.view);
  return held;
}

export async function get(path) {
  return answered(await request(path, { headers: headers() }));
}

export async function post(path, body) {
  return answered(await request(path, { method: "POST", headers: headers("application/json"), body: JSON.stringify(body || {}) }));
}

// A file as it is.
export async function send(path, file) {
  return answered(await request(path, { method: "POST", headers: headers("application/octet-stream"), body: file }));
}

export function drop(file) {
  return send("/api/drop?name=" + encodeURIComponent(file.name), file);
}

export async function download(path, name) {
  const answer = await request(path, { headers: headers() });
  if (!answer.headers.has("Content-Disposition")) return answered(answer);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  return null;
}

// What is to be done once the server answers again.
export function whenBack(action) {
  back.push(action);
}

export function isLost() {
  return lost;
}

function nowLost() {
  if (lost) return;
  lost = true;
  const told = byId("lost");
  told.textContent = "和工作台的联系断了：已输入的内容还在这个页面上，不要关掉它。请再运行一次 xltool desk（或“绩效自评工作台”）：新页面打开后，这一页会自己连上；连不上的，用新打开的页面，没保存的改动那里也有。";
  show(told, true);
  document.body.classList.add("is-lost");
  setTimeout(tryAgain, PAUSE);
}

async function tryAgain() {
  try {
    const answer = await fetch("/api/pulse", { headers: headers(), credentials: "same-origin" });
    if (answer.ok) {
      nowBack();
      return;
    }
  } catch {
    // not there yet
  }
  setTimeout(tryAgain, PAUSE);
}

function nowBack() {
  if (!lost) return;
  lost = false;
  show(byId("lost"), false);
  document.body.classList.remove("is-lost");
  for (const action of back) action();
}
