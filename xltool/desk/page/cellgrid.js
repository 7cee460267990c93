// Which cell stands beside which on a sheet, where cells may be merged.

function grid(table) {
  const places = new Map();
  const taken = [];
  [...table.tBodies[0].rows].forEach((row, y) => {
    let x = 0;
    taken[y] = taken[y] || [];
    for (const td of row.cells) {
      while (taken[y][x]) x += 1;
      for (let down = 0; down < td.rowSpan; down += 1) {
        taken[y + down] = taken[y + down] || [];
        for (let across = 0; across < td.colSpan; across += 1) taken[y + down][x + across] = td;
      }
      places.set(td, [y, x]);
      x += td.colSpan;
    }
  });
  return { taken, places };
}

// The next cell of a sheet in a direction; null at its edge.
export function neighbour(td, down, across) {
  const { taken, places } = grid(td.closest("table"));
  let [y, x] = places.get(td);
  for (;;) {
    y += down;
    x += across;
    const next = taken[y] && taken[y][x];
    if (!next) return null;
    if (next !== td && next.dataset.address) return next;
  }
}

// The next cell that people fill, in reading order.
export function nextToFill(td, step) {
  const cells = [...td.closest(".sheet").querySelectorAll("td.fill")];
  return cells[cells.indexOf(td) + step] || null;
}
