// <zc-kb-write data-url>: saves the draft two seconds after the last key; what the server did not take is kept on this
// device, and comes back when the page is opened again.
import { clock, keep, post } from "../../ui/js/dom.js";

const SAVE_AFTER_MS = 2_000;

class Write extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[data-status]");
    this.#restore();
    this.form.addEventListener("input", () => this.#typed());
    this.form.addEventListener("submit", (event) => this.#submitted(event));
    this.leave = () => this.dirty && !this.sent && this.#keep();
    addEventListener("pagehide", this.leave);
    this.online = () => this.dirty && this.save();
    addEventListener("online", this.online);
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.leave);
    removeEventListener("online", this.online);
    clearTimeout(this.timer);
  }

  // A save under way raises the revision: a form sent meanwhile would be refused for its own author's save.
  #submitted(event) {
    clearTimeout(this.timer);
    if (!this.saving) {
      this.sent = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    this.saving.then(() => this.form.requestSubmit(submitter));
  }

  get fields() {
    return [...this.form.elements].filter((field) => field.name && /^(title|summary|search_words|note|part_.*)$/.test(field.name));
  }

  get revision() {
    return this.form.elements.revision;
  }

  save() {
    clearTimeout(this.timer);
    if (this.sent) return;
    if (this.saving) {
      this.saving.then(() => this.dirty && this.save());
      return;
    }
    this.saving = this.#save().finally(() => {
      this.saving = null;
    });
  }

  async #save() {
    this.dirty = false;
    this.#keep();
    try {
      const answer = await post(this.dataset.url, new FormData(this.form));
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.error);
      this.revision.value = said.revision;
      if (!this.dirty) keep.set(this.#name, null);
      this.#missing(said.gaps);
      this.#say(this.dataset.saved.replace("{time}", clock()));
    } catch (error) {
      this.dirty = true;
      // A network's own words are no help; ours are.
      this.#say(error instanceof TypeError || error instanceof SyntaxError ? this.dataset.unsaved : error.message || this.dataset.unsaved);
    }
  }

  get #name() {
    return `zc-draft ${this.dataset.url}`;
  }

  #say(words) {
    if (this.status) this.status.textContent = words;
  }

  /** What is still missing, as it is after this save. */
  #missing(gaps) {
    const box = this.querySelector("[data-gaps]");
    box.hidden = !gaps.length;
    box.querySelector("ul").replaceChildren(...gaps.map(({ words, required }) => {
      const item = document.createElement("li");
      item.append(words);
      if (!required) item.append(" ", Object.assign(document.createElement("span"), { className: "quiet", textContent: box.dataset.gaps }));
      return item;
    }));
  }

  #typed() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  #keep() {
    const values = Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
    keep.set(this.#name, JSON.stringify({ revision: this.revision.value, values }));
  }

  #restore() {
    const kept = keep.get(this.#name);
    if (!kept) return;
    const { revision, values } = JSON.parse(kept);
    // The form came back from the server with what was typed, or the draft has moved on since.
    if (revision !== this.revision.value || this.querySelector(".error-summary")) return;
    for (const field of this.fields) {
      if (values[field.name] === undefined || values[field.name] === field.value) continue;
      field.value = values[field.name];
      field.dispatchEvent(new CustomEvent("kb:restored"));
      this.dirty = true;
    }
    if (this.dirty) this.#say(this.dataset.restored);
  }
}

customElements.define("zc-kb-write", Write);
