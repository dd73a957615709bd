// <zc-composer data-draft-url>: a form.composer with tabs for reply, note and call. Each kind has its own text, so that a
// note can never be sent as a reply. Saves drafts 2 s after the last key; keeps them on the device when offline.
import { clock, composing, keep, post } from "./dom.js";

const SAVE_AFTER_MS = 2_000;

class Composer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.tabs = [...this.form.querySelectorAll('[role="tab"][data-kind]')];
    this.status = this.form.querySelector("[data-status]");
    this.form.addEventListener("input", () => this.#typed());
    this.form.addEventListener("uploads:changed", () => this.#typed());
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("submit", () => clearTimeout(this.timer));
    this.addEventListener("htmx:afterRequest", (event) => this.#sent(event));
    this.online = () => this.dirty && this.save();
    this.leave = () => this.dirty && this.save({ keepalive: true });
    addEventListener("online", this.online);
    addEventListener("pagehide", this.leave);
    this.kind(this.form.dataset.kind ?? this.tabs[0]?.dataset.kind ?? "reply");
    this.#restore();
  }

  disconnectedCallback() {
    removeEventListener("online", this.online);
    removeEventListener("pagehide", this.leave);
    clearTimeout(this.timer);
    // Swapped away with unsaved text: the draft is still sent.
    this.leave?.();
  }

  /** Switch to "reply", "note" or "call": colours, fields, buttons; what belongs to the other kinds is not sent. */
  kind(name, { focus = false } = {}) {
    if (this.dirty && this.form.dataset.kind !== name) this.save();
    this.form.dataset.kind = name;
    for (const tab of this.tabs) {
      const is = tab.dataset.kind === name;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
    }
    for (const part of this.form.querySelectorAll("[data-for-kind]")) {
      const off = !part.dataset.forKind.split(" ").includes(name);
      const fields = part.matches("input, textarea, select, button") ? [part] : part.querySelectorAll("input, textarea, select, button");
      for (const field of fields) field.disabled = off;
    }
    const hidden = this.form.querySelector('input[name="kind"]');
    if (hidden) hidden.value = name;
    if (focus) this.text?.focus();
    this.dispatchEvent(new CustomEvent("composer:kind", { detail: { kind: name }, bubbles: true }));
  }

  /** The text field of the present kind. */
  get text() {
    return [...this.form.querySelectorAll("textarea")].find((area) => !area.disabled) ?? null;
  }

  /** Send the draft to the server; when that fails keep it on this device and say so. */
  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    const { draftUrl } = this.dataset;
    if (!draftUrl || this.form.dataset.sending === "true") return;
    const kind = this.form.dataset.kind;
    const text = this.text?.value ?? "";
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    this.dirty = false;
    keep.set(this.#name(kind), text || null);
    try {
      const answer = await post(draftUrl, body, { keepalive });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      keep.set(this.#name(kind), null);
      this.#say(this.dataset.saved, this.dataset.savedShort);
    } catch {
      this.dirty = true;
      this.#say(this.dataset.local);
    }
  }

  #name(kind) {
    return `zc-draft ${this.dataset.draftUrl} ${kind}`;
  }

  /** What became of the draft; `short` is what a narrow composer shows instead. */
  #say(words, short = "") {
    if (!this.status || !words) return;
    const said = short ? [["long", words], ["short", short]] : [["", words]];
    const parts = said.map(([name, text]) => Object.assign(document.createElement("span"), { className: name, textContent: text.replace("{time}", clock()) }));
    this.status.replaceChildren(...parts);
  }

  #typed() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  #restore() {
    for (const area of this.form.querySelectorAll("textarea[data-for-kind]")) {
      const kept = keep.get(this.#name(area.dataset.forKind));
      if (!kept || kept === area.value) continue;
      area.value = area.value && !kept.startsWith(area.value) ? `${area.value}\n\n${kept}` : kept;
      this.dirty = true;
      this.#say(this.dataset.restored);
    }
  }

  #click(event) {
    const tab = event.target.closest('[role="tab"][data-kind]');
    if (tab) this.kind(tab.dataset.kind, { focus: true });
  }

  #key(event) {
    if (composing(event)) return;
    const tab = event.target.closest('[role="tab"]');
    const step = tab && { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = this.tabs[(this.tabs.indexOf(tab) + step + this.tabs.length) % this.tabs.length];
      this.kind(next.dataset.kind);
      next.focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const wanted = event.shiftKey ? "[data-send-and-choose]" : '[type="submit"]';
      const button = [...this.form.querySelectorAll(wanted)].find((one) => !one.disabled);
      if (event.shiftKey) button?.click();
      else if (this.form.dataset.sending !== "true") this.form.requestSubmit(button);
    } else if (event.key === "Escape" && event.target.matches("textarea")) {
      event.stopPropagation();
      event.target.blur();
      // Back to the heading, so that Tab goes on from the conversation; single keys work there.
      document.querySelector("main h1[tabindex], #main h1[tabindex]")?.focus({ preventScroll: true });
    }
  }

  #sent(event) {
    if (event.detail.elt !== this.form || !event.detail.successful || event.detail.xhr.status >= 400) return;
    clearTimeout(this.timer);
    this.dirty = false;
    keep.set(this.#name(this.form.dataset.kind), null);
    if (this.text) this.text.value = "";
    // Files stay with a text of another kind that is still being written.
    const { kind } = this.form.dataset;
    for (const list of this.form.querySelectorAll("[data-list]")) if (list.dataset.forKind?.split(" ").includes(kind) ?? true) list.replaceChildren();
    this.#say(" ");
  }
}

customElements.define("zc-composer", Composer);
