// Editing a cell in its place. What was typed stays until the server has it, whatever happens on the way.

import { fill, view, whenSettling, whenShown } from "./book.js";
import { make } from "./dom.js";
import { nextToFill } from "./cellgrid.js";
import { hint, say } from "./say.js";
import { cellAt, go, whenOpened } from "./sheet.js";

// The cell that is edited, and what is typed so far.
let open = null;
// A text so long, in a cell so tall (pixels), is written in a field of several lines.
const LONG = 20;
const TALL = 70;
const HINT = "Enter 写入，Tab 写入并到下一格，Esc 不改";
const HINT_LONG = "Enter 写入，Alt+Enter 换行，Tab 写入并到下一格，Esc 不改";

function edit(td, first) {
  if (open) return;
  const { address } = td.dataset;
  const cell = view().cells[address];
  if (!cell || !cell.editable) {
    say(cell ? `“${cell.label}”不在这里填：由公式计算，或是表上的文字。` : "这一格是表上的文字，不在这里改。");
    return;
  }
  const chosen = cell.choices && cell.choices.length && first;
  show(td, cell, first === null || chosen ? cell.text : first);
}

function show(td, cell, text) {
  const { address } = td.dataset;
  const field = fieldFor(cell, text, td.offsetHeight > TALL);
  field.classList.add("field");
  field.setAttribute("aria-label", `${cell.label}${cell.unit ? "，单位" + cell.unit : ""}`);
  field.addEventListener("keydown", onKey);
  field.addEventListener("input", () => {
    open.text = field.value;
  });
  field.addEventListener("blur", onBlur);
  open = { address, name: cell.name, row: cell.row, before: cell.text, text, field, sending: false };
  td.classList.add("editing");
  td.append(field);
  field.focus({ preventScroll: true });
  if (field.select && text === cell.text) field.select();
  hint(field.matches("textarea") ? HINT_LONG : field.matches("select") ? "↑↓ 选择，Enter 写入，Esc 不改" : HINT);
}

function fieldFor(cell, text, tall) {
  if (cell.choices && cell.choices.length) {
    const offered = cell.choices.includes(cell.text) || !cell.text ? cell.choices : [cell.text, ...cell.choices];
    const field = make("select", {}, make("option", { value: "", text: "（空）" }), offered.map((each) => make("option", { value: each, text: each })));
    field.value = text;
    return field;
  }
  const long = tall || cell.text.length > LONG || cell.text.includes("\n");
  const field = make(long ? "textarea" : "input", long ? { rows: "3", spellcheck: "false" } : { type: "text", autocomplete: "off" });
  field.value = text;
  return field;
}

function onKey(event) {
  if (event.ctrlKey && event.key.toLowerCase() === "s") return; // saving is the page's
  event.stopPropagation();
  if (event.isComposing) return;
  if (event.key === "Escape") {
    close(true);
  } else if (event.key === "Enter" && event.altKey && event.target.matches("textarea")) {
    event.target.setRangeText("\n", event.target.selectionStart, event.target.selectionEnd, "end");
    open.text = event.target.value;
  } else if (event.key === "Enter") {
    event.preventDefault();
    write(0);
  } else if (event.key === "Tab") {
    event.preventDefault();
    write(event.shiftKey ? -1 : 1);
  }
}

// A click elsewhere writes, as in a spreadsheet; a window that loses the focus does not, nor a table that is drawn anew.
function onBlur() {
  const mine = open;
  setTimeout(() => {
    const left = open === mine && mine && !mine.sending && mine.field.isConnected && document.activeElement !== mine.field;
    if (left && document.hasFocus()) write(null);
  }, 0);
}

// Write what was typed; `step` is where to go then: 0 here, 1 and -1 the next and the last cell, null nowhere.
function write(step) {
  if (!open) return Promise.resolve(true);
  if (!open.sending) open.writing = writeNow(open, step);
  return open ? open.writing : Promise.resolve(true);
}

// True when the server has it, or there was nothing to send.
async function writeNow(mine, step) {
  if (mine.text === mine.before) {
    close(step !== null);
    if (step) goOn(mine.address, step);
    return true;
  }
  mine.sending = true;
  mine.field.readOnly = true;
  const done = await fill({ name: mine.name, row: mine.row, text: mine.text });
  mine.sending = false;
  mine.field.readOnly = false;
  if (done) {
    close(step !== null);
    if (step) goOn(mine.address, step);
  } else if (open === mine) {
    if (!mine.field.isConnected) goOnTyping(view());
    if (!open) return false;
    open.field.classList.add("refused");
    open.field.setAttribute("aria-invalid", "true");
    open.field.focus({ preventScroll: true });
  }
  return done;
}

function goOn(address, step) {
  const td = cellAt(address);
  const next = td && nextToFill(td, step);
  if (next) go(next.dataset.address, true);
}

function close(focus) {
  if (!open) return;
  const mine = open;
  open = null;
  mine.field.removeEventListener("blur", onBlur);
  mine.field.remove();
  hint("");
  const td = cellAt(mine.address);
  if (!td) return;
  td.classList.remove("editing");
  if (focus) go(mine.address, true);
}

// Whether something is typed that the server does not have yet.
export function isTyping() {
  return Boolean(open && open.text !== open.before);
}

// The field in a table that was drawn anew, with what was typed.
function goOnTyping(next) {
  const { address, text } = open;
  const td = cellAt(address);
  const cell = next.cells[address];
  open = null;
  if (td && cell && cell.editable) show(td, cell, text);
}

export function begin() {
  whenOpened(edit);
  whenSettling(() => write(null));
  // another state is drawn while somebody types: the field goes on in the new table with what was typed
  whenShown((next, before) => {
    if (open && before && !open.sending && !open.field.isConnected) goOnTyping(next);
  });
}
