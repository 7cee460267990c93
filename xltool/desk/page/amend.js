// Beside a program: a field for the figure that a finding accuses, which is written into the cell there.

import { change, view } from "./book.js";
import { make } from "./dom.js";

// What is typed and not written yet, by the addresses of cells.
const typed = new Map();

// The fields of a finding; none of a workbook whose sheets stand on the page, nor for cells that are not filled.
export function amendments(finding) {
  if (!view().beside) return [];
  return finding.cells.filter((cell) => cell.role === "stated" && editable(cell.address)).map((cell) => amendment(cell.address));
}

function editable(address) {
  const cell = view().cells[address];
  return Boolean(cell && cell.editable);
}

function amendment(address) {
  const cell = view().cells[address];
  const id = "amend-" + address;
  const field = make("input", { id, type: "text", autocomplete: "off", "data-part": id });
  field.value = typed.has(address) ? typed.get(address) : cell.text;
  field.addEventListener("input", () => typed.set(address, field.value));
  const write = async () => {
    const done = await change("/cell", { name: cell.name, row: cell.row, text: field.value });
    if (done) typed.delete(address);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) write();
  });
  const label = make("label", { for: id, text: `${cell.label}${cell.unit ? `（${cell.unit}）` : ""}改为` });
  return make("div", { class: "amend" }, label, field, make("button", { type: "button", "aria-label": `写入 ${cell.label}`, text: `写入 ${view().beside}`, click: write }));
}
