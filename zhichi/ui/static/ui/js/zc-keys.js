// <zc-keys>: single keys and two-key sequences named by data-key="r" or "g t" on visible elements: a field is focused,
// anything else is clicked. Rests in fields and while an input method composes; can be turned off. "?" lists the keys.
import { composing, isField, keep, post } from "./dom.js";

const SEQUENCE_MS = 1_200;
const NAMES = { " ": "Space", ArrowUp: "↑", ArrowDown: "↓", Enter: "↵" };

class Keys extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.switch = this.querySelector("[data-single]");
    const kept = keep.get("zc-single-keys");
    this.on = (this.dataset.url || kept === null ? this.dataset.on : kept) !== "0";
    keep.set("zc-single-keys", this.on ? null : "0");
    if (this.switch) {
      this.switch.checked = this.on;
      this.switch.addEventListener("change", () => this.#turn(this.switch.checked));
    }
    this.handler = (event) => this.#key(event);
    document.addEventListener("keydown", this.handler);
    this.opener = (event) => event.target.closest?.("[data-open-keys]") && this.help();
    document.addEventListener("click", this.opener);
    this.addEventListener("click", (event) => event.target.closest("[data-close]") && this.dialog.close());
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handler);
    document.removeEventListener("click", this.opener);
  }

  /** Open the list of keys: the fixed ones and those of this page, by group. */
  help() {
    const list = this.dialog.querySelector("[data-list]");
    const fixed = this.dialog.querySelector("template[data-fixed]");
    const always = fixed.content.cloneNode(true);
    // A key that does nothing on this page is not offered.
    for (const row of always.querySelectorAll("[data-needs]")) if (!document.querySelector(row.dataset.needs)) row.remove();
    list.replaceChildren(always, ...this.#groups(list.dataset.other));
    this.dialog.showModal();
  }

  #turn(on) {
    this.on = on;
    keep.set("zc-single-keys", on ? null : "0");
    // Kept on this device in any case; on the account when it can be reached.
    if (this.dataset.url) post(this.dataset.url, { single_keys: on ? "1" : "0" }).catch(() => {});
  }

  #groups(other) {
    const groups = new Map();
    const seen = new Set();
    for (const node of document.querySelectorAll("[data-key]")) {
      if (seen.has(node.dataset.key)) continue;
      seen.add(node.dataset.key);
      const group = node.dataset.keyGroup ?? other;
      const label = node.dataset.keyLabel ?? node.getAttribute("aria-label") ?? node.placeholder ?? node.title ?? "";
      groups.set(group, [...(groups.get(group) ?? []), [label || node.textContent.trim(), node.dataset.key]]);
    }
    return [...groups].map(([name, rows]) => this.#section(name, rows));
  }

  #section(name, rows) {
    const section = document.createElement("section");
    const title = document.createElement("h3");
    title.textContent = name;
    const list = document.createElement("ul");
    for (const [label, keys] of rows) {
      const row = document.createElement("li");
      const caps = document.createElement("span");
      caps.className = "kbds";
      for (const key of keys.split(" ")) {
        const cap = document.createElement("span");
        cap.className = "kbd";
        cap.textContent = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
        caps.append(cap);
      }
      row.append(label, caps);
      list.append(row);
    }
    section.append(title, list);
    return section;
  }

  #key(event) {
    if (!this.on || composing(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isField(event.target)) return;
    if (event.key === "?" && !document.querySelector("dialog:modal")) {
      event.preventDefault();
      this.help();
      return;
    }
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const fresh = Date.now() - (this.at ?? 0) < SEQUENCE_MS;
    const node = (fresh && this.#find(`${this.before} ${pressed}`)) || this.#find(pressed);
    this.before = pressed;
    this.at = Date.now();
    if (!node) return;
    this.at = 0;
    event.preventDefault();
    if (isField(node)) {
      node.focus();
      node.select?.();
    } else node.click();
  }

  #find(keys) {
    const scope = document.querySelector("dialog:modal") ?? document;
    return [...scope.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find((node) => node.getClientRects().length && !node.disabled);
  }
}

customElements.define("zc-keys", Keys);
