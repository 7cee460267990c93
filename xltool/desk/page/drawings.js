// The pictures of a workbook, each with its figures as a table below.

import { make } from "./dom.js";

export function figure(picture) {
  const image = make("div", { class: "drawing" });
  image.innerHTML = picture.svg; // drawn by the server
  const words = make("div", { class: "words" });
  words.innerHTML = picture.table; // the same figures as a table, drawn by the server
  return make("figure", { class: "picture" }, make("figcaption", { text: picture.title }), image, make("details", {}, make("summary", { text: "用文字看" }), words));
}
