// <zc-palette data-url>: Ctrl/⌘ K. The server answers ?q= with .menu-head and .menu-item[role=option] links and buttons.
import { composing } from "./dom.js";

const WAIT_MS = 120;

class Palette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("input");
    this.list = this.querySelector('[role="listbox"]');
    this.handler = (event) => this.#global(event);
    document.addEventListener("keydown", this.handler);
    this.opener = (event) => event.target.closest?.("[data-open-palette]") && this.open();
    document.addEventListener("click", this.opener);
    this.input.addEventListener("input", (event) => event.isComposing || this.#later());
    this.input.addEventListener("compositionend", () => this.#later());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("pointermove", (event) => this.#choose(event.target.closest('[role="option"]')));
    this.list.addEventListener("click", (event) => event.target.closest('[role="option"]') && this.dialog.close());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handler);
    document.removeEventListener("click", this.opener);
  }

  open() {
    this.dialog.showModal();
    this.input.select();
    this.#fetch();
  }

  #global(event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || composing(event)) return;
    event.preventDefault();
    if (this.dialog.open) this.dialog.close();
    else this.open();
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(), WAIT_MS);
  }

  async #fetch() {
    this.abort?.abort();
    this.abort = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", this.input.value.trim());
    url.searchParams.set("at", location.pathname);
    try {
      const answer = await fetch(url, { signal: this.abort.signal, headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.list.innerHTML = await answer.text();
      globalThis.htmx?.process(this.list);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.list.replaceChildren(this.querySelector("template[data-failed]").content.cloneNode(true));
    }
    this.#options().forEach((option, index) => {
      option.id ||= `palette-${index}`;
      option.tabIndex = -1;
    });
    this.#choose(this.#options()[0]);
  }

  #options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  #choose(option) {
    if (!option || option === this.chosen) return;
    for (const other of this.#options()) other.setAttribute("aria-selected", String(other === option));
    this.chosen = option;
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (composing(event)) return;
    const options = this.#options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      this.#choose(options[(options.indexOf(this.chosen) + step + options.length) % options.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.chosen?.isConnected) this.chosen.click();
    } else if (event.key === "Escape") {
      // A search field would only empty itself; one press leaves, whatever was typed.
      event.preventDefault();
      this.dialog.close();
    }
  }
}

customElements.define("zc-palette", Palette);
