// Tables that stack on a phone: each cell learns the heading of its column, which CSS then puts before the value. The first
// cell says what the row is about and needs none, like a column without a visible heading.
const label = (table) => {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.querySelector(".sr") ? "" : cell.textContent.trim()));
  for (const body of table.tBodies) {
    for (const row of body.rows) {
      for (const cell of [...row.cells].slice(1)) {
        if (headings[cell.cellIndex] && cell.dataset.label === undefined) cell.dataset.label = headings[cell.cellIndex];
      }
    }
  }
};

document.addEventListener("htmx:load", (event) => {
  const { elt } = event.detail;
  for (const table of new Set([elt.closest("table.table-stacked"), ...elt.querySelectorAll("table.table-stacked")])) {
    if (table) label(table);
  }
});
