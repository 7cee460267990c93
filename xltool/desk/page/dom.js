// Elements made of texts: what a workbook says never becomes HTML here.

export function byId(id) {
  return document.getElementById(id);
}

// A new element: properties as attributes (functions as listeners), children as elements or texts.
export function make(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else if (name === "text") made.textContent = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "") made.append(child);
  }
  return made;
}

export function empty(element) {
  element.textContent = "";
  return element;
}

export function show(element, shown) {
  element.hidden = !shown;
}

// Whether a key press belongs to a field in which somebody writes.
export function isField(target) {
  return target instanceof Element && target.matches("input, textarea, select");
}
