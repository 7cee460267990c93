// The bureau's screens: which one an address leads to, and the ways between inbox, unit and form.

import * as aside from "./aside.js";
import { whenShown } from "./book.js";
import * as chosen from "./chosen.js";
import * as collect from "./collect.js";
import * as decide from "./decide.js";
import { byId, empty, make, show } from "./dom.js";
import * as grid from "./grid.js";
import * as home from "./home.js";
import * as inbox from "./inbox.js";
import * as reasons from "./reasons.js";
import { hint, say, sayHindered } from "./say.js";
import { head, on, turn, whenTurned, write } from "./stage.js";
import * as unit from "./unit.js";
import * as units from "./units.js";
import * as versions from "./versions.js";

const HINTS = { inbox: "↑↓ 移动，Enter 打开，空格选中，PageUp/PageDown 翻页", unit: "↑↓ 逐条看，Alt+↑↓ 上一个、下一个单位，Esc 回到列表" };

export const hasNotes = reasons.hasNotes;

// The inbox or the unit that an address names; what is not there is thrown.
export async function follow(named) {
  const anew = !inbox.overview() || inbox.overview().id !== named.inbox;
  units.take(named);
  if (anew) {
    chosen.forget();
    await inbox.enter(named.inbox);
  }
  const opened = named.unit && (await unit.openUnit(named.unit, parseInt(named.place, 10) || 0, false));
  if (!opened) await showInbox();
}

async function showInbox(place) {
  const { name, folder } = inbox.overview();
  turn("inbox");
  head(name, folder);
  await units.show(place);
}

// From home.
async function openInbox(id) {
  say("正在打开收件箱…");
  try {
    write({ inbox: id }, true);
    await follow({ inbox: id });
    say("");
  } catch (error) {
    sayHindered(error);
  }
}

// From a unit back to the list, to the row from which it was opened.
async function backToList() {
  try {
    const place = unit.place();
    write({ inbox: inbox.overview().id, ...units.asked(), from: place - (place % units.PAGE) || "" }, true);
    await showInbox(place);
  } catch (error) {
    sayHindered(error);
  }
}

// The server is there again, maybe another one: everything that is shown is asked for anew.
export async function comeBack() {
  try {
    if (on() === "home") await home.showHome();
    if (on() === "home" || !inbox.overview()) return;
    await inbox.enter(inbox.overview().id);
    if (on() === "unit") await unit.reload();
    else await units.load(units.listed().from);
    say("又和工作台连上了。");
  } catch (error) {
    sayHindered(error);
  }
}

// Above a form that came from an inbox: whose it is, and the ways on.
function drawReceived(next) {
  const of = unit.ownerOf(next.id);
  document.body.classList.toggle("is-received", Boolean(of));
  show(byId("of-unit"), Boolean(of) && on() === "desk");
  if (!of || on() !== "desk") return;
  byId("where").textContent = of.unit;
  if (byId("of-unit").dataset.book === next.id) return;
  byId("of-unit").dataset.book = next.id;
  const button = (text, click) => make("button", { type: "button", text, click });
  empty(byId("of-unit")).append(
    button("◀ 回到单位", () => unit.backFrom(of)),
    button("上一个单位的表", () => unit.stepForm(of, -1)),
    button("下一个单位的表", () => unit.stepForm(of, 1)),
    make("span", { text: `${of.unit}报来的一份。在这里改了只是试算，不会存回收件箱；要留下请点“下载”。` }),
  );
}

export function begin() {
  for (const part of [inbox, decide, collect, units, chosen, grid, aside, unit, reasons, versions]) part.begin();
  home.whenInbox(openInbox);
  grid.whenOpened((row, place) => unit.openUnit(row.key, place, true));
  byId("unit-back").addEventListener("click", backToList);
  byId("homeward").addEventListener("click", () => {
    write({}, true);
    home.showHome().catch(sayHindered);
  });
  whenShown(drawReceived);
  whenTurned((screen) => {
    hint(HINTS[screen] || "");
    if (screen !== "desk") show(byId("of-unit"), false);
  });
}
