// <zc-rows>: a list of .row links or [data-row]. J and K move, X selects, Shift X extends, Escape clears; the open row,
// the selection and the place in a list named by data-list survive htmx swaps. The row whose id stands in a
// [data-open-row] is the marked one, however it was opened. A [data-bulk] bar appears while something is selected.
import { composing, isField, keep } from "./dom.js";

// List name → scroll place and picked rows, for a list that is swapped as a whole.
const places = new Map();

class Rows extends HTMLElement {
  connectedCallback() {
    const kept = places.get(this.dataset.list);
    this.picked = new Set(kept?.picked);
    this.current = this.querySelector("[aria-current]")?.getAttribute("href") ?? null;
    this.keys = (event) => this.#key(event);
    document.addEventListener("keydown", this.keys);
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("change", (event) => this.#changed(event));
    this.addEventListener("scroll", () => this.#remember(), { passive: true });
    this.settled = (event) => this.#again(event.detail.target?.id === "main");
    for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(name, this.settled);
    this.#again(!kept);
    if (kept) this.scrollTop = kept.top;
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
    for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.removeEventListener(name, this.settled);
  }

  #remember() {
    if (this.dataset.list && this.isConnected) places.set(this.dataset.list, { top: this.scrollTop, picked: [...this.picked] });
  }

  get rows() {
    return [...this.querySelectorAll(".row, [data-row]")];
  }

  #link(row) {
    return row.matches("a") ? row : row.querySelector("a.row-link, .row-title a, a");
  }

  #here() {
    const { rows } = this;
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    return focused >= 0 ? focused : rows.findIndex((row) => this.#link(row)?.hasAttribute("aria-current"));
  }

  #key(event) {
    if (composing(event) || isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keep.get("zc-single-keys") === "0" || document.querySelector("dialog:modal") || !this.getClientRects().length) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      event.preventDefault();
      this.#move(key === "j" ? 1 : -1);
    } else if (key === "x") {
      event.preventDefault();
      this.#pick(event.shiftKey);
    } else if (key === "escape" && this.picked.size) this.clear();
  }

  #move(step) {
    const { rows } = this;
    const next = rows[Math.max(0, Math.min(this.#here() + step, rows.length - 1))];
    if (!next) return;
    this.#link(next)?.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  #box(row) {
    return row.querySelector("input.pick");
  }

  #pick(extend) {
    const { rows } = this;
    const here = this.#here();
    if (here < 0) return;
    const from = extend && this.last !== undefined ? this.last : here;
    const state = extend ? true : !this.#box(rows[here])?.checked;
    for (let index = Math.min(from, here); index <= Math.max(from, here); index += 1) this.#set(rows[index], state);
    this.last = here;
    this.#count();
  }

  #set(row, state) {
    const box = this.#box(row);
    if (!box) return;
    box.checked = state;
    if (state) this.picked.add(box.value);
    else this.picked.delete(box.value);
  }

  /** Select nothing. */
  clear() {
    for (const row of this.rows) this.#set(row, false);
    this.picked.clear();
    this.#count();
  }

  #changed(event) {
    if (event.target.matches("[data-pick-all]")) for (const row of this.rows) this.#set(row, event.target.checked);
    else if (event.target.matches("input.pick")) this.#set(event.target.closest(".row, tr, [data-row]"), event.target.checked);
    else return;
    this.#count();
  }

  #click(event) {
    if (event.target.closest("[data-clear]")) this.clear();
    const link = event.target.closest("a");
    const row = event.target.closest(".row, [data-row]");
    if (!link || !row || link !== this.#link(row) || event.ctrlKey || event.metaKey) return;
    this.current = link.getAttribute("href");
    row.classList.remove("unread");
    this.#mark();
  }

  #mark() {
    for (const row of this.rows) {
      const link = this.#link(row);
      if (this.current && link?.getAttribute("href") === this.current) link.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    }
  }

  /** After a swap: the open row and the selection are marked again; `show` brings the open row into sight. */
  #again(show = false) {
    const open = document.querySelector("[data-open-row]")?.dataset.openRow;
    const row = open ? this.rows.find((one) => one.id === open) : this.querySelector("[aria-current]");
    if (row) this.current = this.#link(row)?.getAttribute("href") ?? row.getAttribute("href");
    else if (open) this.current = null;
    this.#mark();
    if (show) row?.scrollIntoView({ block: "nearest" });
    for (const row of this.rows) {
      const box = this.#box(row);
      if (box) box.checked = this.picked.has(box.value);
    }
    this.#count();
  }

  #count() {
    const bar = this.querySelector("[data-bulk]");
    if (bar) bar.hidden = this.picked.size === 0;
    this.querySelectorAll("[data-count]").forEach((node) => { node.textContent = this.picked.size; });
    for (const all of this.querySelectorAll("[data-pick-all]")) {
      const boxes = this.rows.map((row) => this.#box(row)).filter(Boolean);
      const on = boxes.filter((box) => box.checked).length;
      all.checked = on > 0 && on === boxes.length;
      all.indeterminate = on > 0 && on < boxes.length;
    }
    this.#remember();
  }
}

customElements.define("zc-rows", Rows);
