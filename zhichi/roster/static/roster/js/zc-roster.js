// <zc-roster>: quick entry. Arrow keys move over the days, a shift's key plans it, "-", Delete and Backspace clear the day.
// A pressed brush plans by tapping. Without this script every day is a link to a form.
let brush = "";
let here = "";
let waiting = []; // what was entered while the plan was being stored: nothing typed is lost
let sending = false;
let opening = ""; // the day that was opened while the plan was being exchanged

const send = () => {
  const form = document.getElementById("quick");
  if (sending || !waiting.length || !form) return;
  const [person, day, kind] = waiting.shift();
  form.elements.person.value = person;
  form.elements.day.value = day;
  form.elements.kind.value = kind;
  sending = true;
  form.requestSubmit();
};

const isOurs = (event) => event.detail.pathInfo?.requestPath?.includes("/roster/put/");

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOurs(event) || event.detail.successful) return; // what is swapped in goes on when it has settled
  sending = false;
  waiting = [];
  opening = "";
});

// Not before: a form or link that htmx does not know yet would leave the page.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!isOurs(event)) return;
  if (event.detail.xhr.status >= 400) waiting = []; // a refusal is read before anything else happens
  sending = false;
  send();
  if (sending || !opening) return;
  document.getElementById(opening)?.click();
  opening = "";
});

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

class Roster extends HTMLElement {
  connectedCallback() {
    this.rows = [...this.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("a.cell")]);
    this.brushes = [...this.querySelectorAll("[data-brush]")];
    this.#press(brush);
    const cells = this.rows.flat();
    const kept = cells.find((cell) => cell.id === here);
    for (const cell of cells) cell.tabIndex = cell === (kept ?? cells[0]) ? 0 : -1;
    if (kept && (document.activeElement === document.body || !document.activeElement)) kept.focus();
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => this.#click(event), true); // before htmx hears it on the cell itself
    this.addEventListener("focusin", (event) => this.#stop(event.target.closest("a.cell")));
  }

  #stop(cell) {
    if (!cell) return;
    for (const other of this.rows.flat()) other.tabIndex = other === cell ? 0 : -1;
    here = cell.id;
  }

  #press(kind) {
    brush = this.brushes.some((item) => item.dataset.brush === kind) ? kind : "";
    for (const item of this.brushes) item.setAttribute("aria-pressed", String(item.dataset.brush === brush));
  }

  #click(event) {
    const chosen = event.target.closest("[data-brush]");
    if (chosen) this.#press(chosen.dataset.brush === brush ? "" : chosen.dataset.brush);
    const cell = event.target.closest("a.cell");
    if (!cell || !(brush || sending) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#stop(cell);
    if (brush) this.#put(cell, brush);
    else opening = cell.id;
  }

  #put(cell, kind) {
    waiting.push([cell.dataset.person, cell.dataset.day, kind]);
    send();
  }

  #key(event) {
    const cell = event.target.closest("a.cell");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && brush) this.#press("");
    else if (event.key in STEPS) this.#move(cell, STEPS[event.key]);
    else if (event.key === "Delete" || event.key === "Backspace") this.#put(cell, "0");
    else {
      const letter = event.key.length === 1 ? event.key.toUpperCase() : "";
      const found = letter && this.brushes.find((item) => item.dataset.letter === letter);
      if (!found) return;
      this.#put(cell, found.dataset.brush);
    }
    event.preventDefault();
    event.stopPropagation(); // the page's single keys are not meant
  }

  #move(cell, [down, right]) {
    const row = this.rows.findIndex((cells) => cells.includes(cell));
    const next = this.rows[row + down]?.[this.rows[row].indexOf(cell) + right];
    next?.focus();
  }
}

customElements.define("zc-roster", Roster);
