// A chart of 总览 as a drawing: what it is called, bars with their figures, and the same figures as a table.

import { make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 300;
const LETTER = 13;
const INK = "#1b2330";
const DARK = "#2b5f9e";
// Letters below columns.
const SMALL = 11;
// Heights of a bar's label, of a bar, of the room between two, and of all columns; columns are no wider than this.
const LABEL = 18;
const BAR = 13;
const ROOM = 7;
const TALL = 84;
const WIDE = 46;

function shape(tag, properties, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function figure(number) {
  return number.toLocaleString("zh-CN", { maximumFractionDigits: 2 });
}

// How wide a text stands, in pixels: a Chinese sign is as wide as a line is high.
function wide(text) {
  return [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? LETTER : LETTER * 0.58), 0);
}

// Bars below each other, each under its label.
function bars(values, most) {
  const parts = [];
  values.forEach(([label, number], place) => {
    const top = place * (LABEL + BAR + ROOM);
    const said = figure(number);
    const length = Math.max((number / most) * (WIDTH - wide(said) - 10), number > 0 ? 1 : 0);
    parts.push(shape("text", { x: 0, y: top + LETTER }, label));
    parts.push(shape("rect", { x: 0, y: top + LABEL, width: length.toFixed(1), height: BAR, fill: DARK }));
    parts.push(shape("text", { x: (length + 6).toFixed(1), y: top + LABEL + BAR - 2 }, said));
  });
  return { parts, height: values.length * (LABEL + BAR + ROOM) };
}

// Columns beside each other, as a distribution is drawn.
function columns(values, most) {
  const step = WIDTH / values.length;
  const width = Math.min(WIDE, step - 6);
  const parts = [shape("line", { x1: 0, y1: TALL + LABEL, x2: WIDTH, y2: TALL + LABEL, stroke: "#8d98a5" })];
  values.forEach(([label, number], place) => {
    const middle = step * (place + 0.5);
    const height = (number / most) * TALL;
    parts.push(shape("rect", { x: (middle - width / 2).toFixed(1), y: (LABEL + TALL - height).toFixed(1), width: width.toFixed(1), height: height.toFixed(1), fill: DARK }));
    parts.push(shape("text", { x: middle.toFixed(1), y: (LABEL + TALL - height - 4).toFixed(1), "text-anchor": "middle" }, figure(number)));
    parts.push(shape("text", { x: middle.toFixed(1), y: TALL + LABEL * 2, "text-anchor": "middle", "font-size": SMALL }, label));
  });
  return { parts, height: TALL + LABEL * 2 + 6 };
}

export function chart({ title, values, unit, bar, text }) {
  const most = Math.max(...values.map((each) => each[1]), 0) || 1;
  const fits = values.every(([label]) => (wide(label) * SMALL) / LETTER <= WIDTH / values.length - 2);
  const { parts, height } = bar || !fits ? bars(values, most) : columns(values, most);
  const drawing = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": text || title, "font-size": LETTER, fill: INK });
  drawing.append(...parts);
  const rows = values.map(([label, number]) => make("tr", {}, make("th", { scope: "row", text: label }), make("td", { text: figure(number) })));
  const head = make("tr", {}, make("th", { scope: "col", text: "项目" }), make("th", { scope: "col", text: unit || "数" }));
  return make("figure", { class: "chart" }, make("figcaption", { text: title }), drawing, make("details", {}, make("summary", { text: "用文字看" }), make("p", { text }), make("table", { class: "plain" }, make("thead", {}, head), make("tbody", {}, rows))));
}
