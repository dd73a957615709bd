// For engineers on site with a bad connection: taps that wait for a connection, and a form whose words stay on the device.
import { clock, keep, post } from "../../ui/js/dom.js";

const RETRY_MS = 15_000;
const PLACE_MS = 8_000;

// <zc-visit-tap data-name>: its forms are sent by script. A tap without connection is kept with the time of the tap and
// sent later; while one is under way or kept, no second one is made.
class VisitTap extends HTMLElement {
  connectedCallback() {
    this.state = this.querySelector("[data-state]");
    this.addEventListener("submit", (event) => this.#tap(event), true);
    this.online = () => this.#send();
    addEventListener("online", this.online);
    this.#send();
  }

  disconnectedCallback() {
    removeEventListener("online", this.online);
    clearTimeout(this.timer);
  }

  async #tap(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.busy || keep.get(this.#name())) return;
    this.busy = true;
    const form = event.target;
    const at = new Date();
    const field = form.querySelector("[name=device_at]");
    if (field) field.value = at.toISOString();
    if (form.querySelector("[name=share_place]")?.checked) await this.#place(form);
    const said = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
    const waiting = { url: form.getAttribute("action"), said, at: at.toISOString() };
    // Where the device keeps nothing the tap lives as long as the page.
    keep.set(this.#name(), JSON.stringify(waiting));
    this.waiting = waiting;
    this.busy = false;
    await this.#send();
  }

  async #send() {
    const kept = this.#kept();
    if (!kept || this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    for (const button of this.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
    this.#say("sending", kept);
    try {
      const answer = await post(kept.url, kept.said);
      if (answer.status >= 500) throw new Error(String(answer.status));
      // Sent elsewhere means signed out meanwhile: the tap stays kept and is sent after signing in.
      if (!answer.redirected) {
        keep.set(this.#name(), null);
        this.waiting = null;
      }
      location.reload();
    } catch {
      this.busy = false;
      this.#say("kept", kept);
      for (const button of this.querySelectorAll("button")) button.removeAttribute("aria-busy");
      this.timer = setTimeout(() => this.#send(), RETRY_MS);
    }
  }

  #kept() {
    try { return JSON.parse(keep.get(this.#name())) ?? this.waiting; } catch { return this.waiting; }
  }

  #name() {
    return `zc-tap ${this.dataset.name}`;
  }

  #say(what, kept) {
    this.state.hidden = false;
    this.state.textContent = this.dataset[what].replace("{time}", clock(new Date(kept.at)));
  }

  #place(form) {
    const put = ({ coords }) => {
      form.querySelector("[name=lat]").value = coords.latitude;
      form.querySelector("[name=lon]").value = coords.longitude;
      form.querySelector("[name=accuracy]").value = coords.accuracy;
    };
    return new Promise((resolve) => {
      const without = () => { this.state.hidden = false; this.state.textContent = this.dataset.noPlace; resolve(); };
      if (!navigator.geolocation) { without(); return; }
      navigator.geolocation.getCurrentPosition((found) => { put(found); resolve(); }, without, { timeout: PLACE_MS, enableHighAccuracy: true });
    });
  }
}

// <zc-kept-form data-name>: keeps what is typed and drawn on the device until <zc-kept-done> says that it arrived.
class KeptForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[data-kept]");
    this.#restore();
    for (const name of ["input", "change"]) this.form.addEventListener(name, () => this.#save());
    this.form.addEventListener("submit", (event) => this.#leave(event), true);
  }

  #fields() {
    return [...this.form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken");
  }

  #save() {
    const words = this.#fields().map((field) => [field.name, field.value, field.checked ?? false]);
    if (keep.set(`zc-kept ${this.dataset.name}`, JSON.stringify(words))) this.status.textContent = this.dataset.saved;
  }

  #restore() {
    let words = null;
    try { words = JSON.parse(keep.get(`zc-kept ${this.dataset.name}`)); } catch { /* not ours */ }
    // A refused form carries what was typed itself.
    if (!Array.isArray(words) || this.form.querySelector("[aria-invalid=true]")) return;
    for (const [name, value, checked] of words) {
      for (const field of this.#fields().filter((one) => one.name === name)) {
        if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
        else if (field.value === value) field.checked = checked;
      }
    }
    this.status.textContent = this.dataset.restored;
    this.form.dispatchEvent(new CustomEvent("kept:restored", { bubbles: true }));
    this.querySelector("zc-signature")?.again?.();
  }

  #leave(event) {
    this.#save();
    if (navigator.onLine !== false) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.status.textContent = this.dataset.offline;
    delete this.form.dataset.sending;
  }
}

class KeptDone extends HTMLElement {
  connectedCallback() {
    keep.set(`zc-kept ${this.dataset.name}`, null);
  }
}

customElements.define("zc-visit-tap", VisitTap);
customElements.define("zc-kept-form", KeptForm);
customElements.define("zc-kept-done", KeptDone);
