// Files that travel while the form is still being written: a row each with progress, cancel, retry and remove.
// A form with files under way waits for them; one with a file that did not arrive says so and stays as it is.
import { announce } from "./dom.js";
import { markLinked } from "./linked.js";
import { forget, send } from "./sending.js";
import { label, rowOf, say } from "./upload-row.js";

const forms = new WeakMap(); // form → Uploads
const AGAIN = new Set(["too-many"]); // refusals that pass by themselves

// Before every other listener: a form that waits must not be taken for a form that was sent.
document.addEventListener("submit", (event) => {
  const uploads = forms.get(event.target);
  if (!uploads || uploads.isDisabled || uploads.isReady(event.submitter)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

addEventListener("online", () => document.querySelectorAll("form").forEach((form) => forms.get(form)?.retryLost()));

/** Files of a form that are on the server already are shown as if they had just arrived. */
export const restore = (form, files) => forms.get(form)?.restore(files);

export class Uploads {
  /** `url` takes the files, `name` is the field in which the form names those that arrived, `words` is a dataset. */
  constructor({ form, input, list, template, url, name, words }) {
    Object.assign(this, { form, input, list, template, url, name, words });
    this.rows = new Map(); // li → { file, state, request }
    this.list.addEventListener("click", (event) => this.#click(event));
    this.form.addEventListener("reset", () => this.clear());
    const part = () => markLinked(this.#all(), this.input, this.form);
    this.form.addEventListener("composer:kind", part);
    new MutationObserver(part).observe(this.list, { childList: true });
    forms.set(form, this);
  }

  /** Whether the files do not belong to what the form is about to send. */
  get isDisabled() {
    return this.input.disabled;
  }

  /** Take files in; each is sent at once unless it is too large or one too many. */
  add(files) {
    for (const file of files) {
      if (this.#all().some((one) => one.file.name === file.name && one.file.size === file.size && one.file.lastModified === file.lastModified)) continue;
      this.#row(file);
    }
    this.#next();
  }

  /** Show files that are on the server already: `[{ id, name, size }]`. */
  restore(files) {
    const known = new Set(this.#all().map((one) => one.id));
    for (const { id, name, size } of files) if (!known.has(id)) this.#arrive(this.#row({ name, size }), { id, name });
  }

  /** Forget everything shown. */
  clear() {
    for (const one of this.rows.values()) one.request?.abort();
    this.rows.clear();
    this.list.replaceChildren();
  }

  /** Whether the form may go; else it goes by itself when all files have arrived, or the first bad file gets the focus. */
  isReady(submitter) {
    const all = this.#all();
    const bad = all.find((one) => one.state === "lost" || one.state === "refused");
    if (bad) {
      say(bad, `${bad.words} ${this.words.held}`);
      (bad.retry.hidden ? bad.drop : bad.retry).focus();
      return false;
    }
    if (all.every((one) => one.state === "arrived")) return true;
    this.after = { submitter };
    submitter?.setAttribute("aria-busy", "true");
    announce(this.words.waits);
    return false;
  }

  #all() {
    for (const row of this.rows.keys()) if (!row.isConnected) this.rows.delete(row); // the list was emptied
    return [...this.rows.values()];
  }

  #row(file) {
    const one = rowOf(file, this.template);
    label(one, this.words.cancel);
    const waiting = this.#all().filter((other) => other.state !== "refused").length + this.form.querySelectorAll(`input[type="checkbox"][name="${this.name}"]:checked`).length;
    this.rows.set(one.row, one);
    this.list.append(one.row);
    const { maxBytes, maxCount } = this.input.dataset;
    if (maxBytes && file.size > Number(maxBytes)) this.#fail(one, "refused", this.words.tooLarge);
    else if (maxCount && waiting >= Number(maxCount)) this.#fail(one, "refused", this.words.tooMany);
    else if (!file.size) this.#fail(one, "refused", this.words.empty);
    return one;
  }

  // One at a time: the first file is there soonest, and the pages of others are not slowed down.
  #next() {
    const all = this.#all();
    if (all.some((one) => one.state === "sending")) return;
    const one = all.find((other) => other.state === "queued");
    if (one) this.#send(one);
    else this.#finish(all);
  }

  #send(one) {
    one.state = "sending";
    one.row.classList.remove("bad");
    one.bar.hidden = false;
    one.bar.value = 0;
    one.request = send(one.file, {
      url: this.url,
      token: this.#token(),
      progress: (share) => { one.bar.value = share; },
      answered: (status, said) => this.#answered(one, status, said),
      lost: () => this.#fail(one, "lost", this.words.lost),
      ended: () => this.#next(),
    });
  }

  #token() {
    return this.form.elements.namedItem("form_token")?.value ?? "";
  }

  #answered(one, status, said) {
    if (status === 201 && said.id) {
      this.#arrive(one, said);
      announce(this.words.arrived.replace("{name}", said.name));
      this.form.dispatchEvent(new Event("uploads:changed"));
    } else if (said.error && !AGAIN.has(said.code)) this.#fail(one, "refused", said.error);
    else this.#fail(one, "lost", said.error ?? this.words.lost);
  }

  #arrive(one, said) {
    one.state = "arrived";
    one.id = said.id;
    one.bar.hidden = true;
    one.row.classList.add("is-there");
    label(one, this.words.remove);
    say(one, "");
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: this.name, value: said.id });
    one.row.append(field);
  }

  #fail(one, state, words) {
    one.state = state;
    one.words = words;
    one.bar.hidden = true;
    one.row.classList.add("bad");
    one.retry.hidden = state !== "lost";
    label(one, this.words.remove);
    say(one, words);
    announce(`${one.file.name}: ${words}`);
  }

  #click(event) {
    const one = this.rows.get(event.target.closest("li"));
    if (!one) return;
    if (event.target.closest("[data-retry]")) this.#retry(one);
    else if (event.target.closest("[data-drop]")) this.#drop(one);
  }

  #retry(one) {
    one.state = "queued";
    one.retry.hidden = true;
    one.row.classList.remove("bad");
    say(one, "");
    label(one, this.words.cancel);
    one.drop.focus();
    this.#next();
  }

  /** Send again what the network lost. */
  retryLost() {
    for (const one of this.#all()) if (one.state === "lost") this.#retry(one);
  }

  #drop(one) {
    this.rows.delete(one.row);
    one.row.remove();
    one.request?.abort();
    if (one.id) forget(one.id, { url: this.url, token: this.#token() });
    this.input.focus();
    this.form.dispatchEvent(new Event("uploads:changed"));
    this.#next();
  }

  #finish(all) {
    const { after } = this;
    if (!after) return;
    this.after = null;
    after.submitter?.removeAttribute("aria-busy");
    if (all.some((one) => one.state !== "arrived")) this.isReady(after.submitter);
    else this.form.requestSubmit(after.submitter ?? undefined);
  }
}
