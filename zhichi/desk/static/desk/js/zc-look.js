// <zc-look>: the reading pane beside #results. Arrow keys and J, K walk the hits (li[data-look]) and the pane shows the
// one that is reached; Enter, or a click on the one that is shown, opens its page. Where the pane does not fit it is
// hidden, and nothing here stands between a link and its page. A button copies the link of what is shown; words for the
// reply of the ticket that the search was opened from are taken there.
import { carry } from "../../ui/js/carried.js"; // draft.js puts the words into the reply
import { composing, isField, keep } from "../../ui/js/dom.js";

const REST_MS = 120; // somebody who walks fast asks for the last hit only
const STEPS = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

class Look extends HTMLElement {
  connectedCallback() {
    this.hint = [...this.childNodes];
    this.bell = new AbortController();
    const { signal } = this.bell;
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("focusin", (event) => this.#focused(event), { signal });
    document.body.addEventListener("reply:insert", (event) => this.#carry(event.detail.text), { signal });
    document.addEventListener("htmx:afterSettle", (event) => event.target.id === "results" && this.#begin(), { signal });
    this.#begin();
  }

  disconnectedCallback() {
    this.bell.abort();
    this.asked?.abort();
    clearTimeout(this.timer);
  }

  get #isThere() {
    return this.getClientRects().length > 0;
  }

  get #rows() {
    return [...document.querySelectorAll("#results li[data-look]")];
  }

  get #field() {
    return document.querySelector('input[type="search"][name="q"]');
  }

  /** New results: the first one is shown, the focus stays where it is. */
  #begin() {
    if (this.#isThere) this.#show(this.#rows[0]);
  }

  #key(event) {
    if (!this.#isThere || composing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const isLetter = event.key.length === 1;
    const step = STEPS[event.key];
    const { target } = event;
    if (!step || document.querySelector("dialog:modal") || this.contains(target)) return;
    if (isLetter && (isField(target) || keep.get("zc-single-keys") === "0")) return;
    if (target !== this.#field && isField(target)) return; // a list of choices has arrow keys of its own
    const rows = this.#rows;
    if (!rows.length) return;
    event.preventDefault();
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    if (here === 0 && event.key === "ArrowUp") {
      this.#field?.focus();
      return;
    }
    // From the field the first step leads into the list; the hit that is shown already comes first.
    const row = rows[here < 0 ? Math.max(0, rows.indexOf(this.row)) : Math.max(0, Math.min(here + step, rows.length - 1))];
    row.querySelector("a").focus();
    this.#show(row);
  }

  #focused(event) {
    const row = event.target.closest?.("#results li[data-look]");
    if (!row || !this.#isThere) return;
    row.scrollIntoView({ block: "nearest" });
    // The press of a mouse gives the focus before its click, which must still know what was shown.
    if (event.target.matches(":focus-visible")) this.#show(row);
  }

  #click(event) {
    const button = event.target.closest("[data-copy-link]");
    if (button && this.contains(button)) this.#copy(button);
    const row = event.target.closest("#results li[data-look]");
    // Without a press of the mouse (detail 0) it was Enter, or assistive technology: those open.
    if (!row || !this.#isThere || event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey || row === this.row) return;
    event.preventDefault();
    row.querySelector("a").focus();
    this.#show(row);
  }

  async #copy(button) {
    const link = button.dataset.copyLink;
    try {
      await navigator.clipboard.writeText(link);
    } catch { // without https there is no clipboard for scripts; the old command works from a field
      const field = Object.assign(document.createElement("textarea"), { value: link });
      this.append(field);
      field.select();
      const isDone = document.execCommand("copy");
      field.remove();
      button.focus();
      if (!isDone) return;
    }
    document.querySelector("zc-toasts")?.show({ text: button.dataset.copied });
  }

  #carry(text) {
    const url = this.querySelector("[data-reply-of]")?.dataset.replyOf;
    if (url && carry(url, text)) location.assign(url);
  }

  #show(row) {
    if (row && row === this.row) return;
    for (const one of this.#rows) one.toggleAttribute("data-shown", one === row);
    this.row = row;
    clearTimeout(this.timer);
    if (row) this.timer = setTimeout(() => this.#fetch(row.dataset.look), REST_MS);
    else this.replaceChildren(...this.hint);
  }

  async #fetch(url) {
    this.asked?.abort();
    this.asked = new AbortController();
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin", signal: this.asked.signal });
      if (answer.redirected) return; // signed out: the next full page says so
      if (answer.ok) {
        this.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
        globalThis.htmx?.process(this);
      } else this.#say(this.dataset.gone);
    } catch (error) {
      if (error.name !== "AbortError") this.#say(this.dataset.lost);
      return;
    }
    this.removeAttribute("aria-busy");
  }

  #say(words) {
    const line = document.createElement("p");
    line.className = "look-hint";
    line.textContent = words;
    this.replaceChildren(line);
    this.removeAttribute("aria-busy");
  }
}

customElements.define("zc-look", Look);
