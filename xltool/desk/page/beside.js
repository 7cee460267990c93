// Beside a workbook that is open in a program: its sheets are seen there, and a click on the page goes there.

import { isBusy, path, view, whenShown } from "./book.js";
import { byId, show } from "./dom.js";
import { get, isLost, post } from "./net.js";
import { say, sayHindered } from "./say.js";

const LOOK = 1000;

// Selects a cell in the program's own window.
export async function goThere(address) {
  try {
    await post(path("/go"), { address });
    say(`已在 ${view().beside} 里选中 ${address.replace("!", " ")}。`);
  } catch (error) {
    sayHindered(error);
  }
}

function tell({ waiting, gone }) {
  const told = byId("beside");
  const sentence = gone || waiting || "";
  if (told.textContent !== sentence) told.textContent = sentence;
  told.className = gone ? "alarm" : "alarm soft";
  show(told, Boolean(sentence));
}

// While something is asked of a program that is busy, the page says what it waits for.
async function lookMeanwhile() {
  if (!view() || !view().beside || !isBusy() || isLost()) return;
  const state = await get(path("/pulse")).catch(() => null);
  if (state) tell(state);
}

export function begin() {
  whenShown((next) => {
    document.body.classList.toggle("is-beside", Boolean(next.beside));
    for (const id of ["save", "download"]) show(byId(id), !next.beside);
    tell(next.beside ? next : {});
  });
  setInterval(lookMeanwhile, LOOK);
}
