// <zc-toasts>: shows messages of the server (event "toast", flashed ones) and of failed requests. Errors stay.
import { post } from "./dom.js";

const SECONDS = 5;
const SECONDS_WITH_UNDO = 8;
const SHOWN = 4;

class Toasts extends HTMLElement {
  connectedCallback() {
    document.body.addEventListener("toast", (event) => this.#arrived(event.detail));
    // What refreshes itself in the background says at its own place that it could not.
    const quiet = (event) => event.detail.elt?.closest?.("[data-quiet]");
    document.body.addEventListener("htmx:responseError", (event) => quiet(event) || this.#refused(event.detail.xhr));
    document.body.addEventListener("htmx:sendError", (event) => quiet(event) || this.show({ kind: "bad", text: this.dataset.failed }));
    this.querySelectorAll(".toast").forEach((toast) => this.#start(toast));
  }

  /** Show { text, kind: ok | info | warn | bad, undo_url, retry }. */
  show({ text, kind = "ok", undo_url: undo = "", seconds = 0, retry = null }) {
    const sort = kind === "error" ? "bad" : kind;
    const toast = document.createElement("div");
    toast.className = `toast toast-${sort}`;
    toast.dataset.kind = sort;
    if (seconds) toast.dataset.seconds = seconds;
    toast.setAttribute("role", sort === "bad" ? "alert" : "status");
    toast.append(this.#icon(sort), this.#make("span", "text", text));
    if (undo) toast.append(this.#make("button", "btn btn-ghost btn-sm link", this.dataset.undo, { undoUrl: undo }));
    if (retry) {
      const button = this.#make("button", "btn btn-sm", this.dataset.retry ?? "↻");
      button.addEventListener("click", () => { toast.remove(); retry(); });
      toast.append(button);
    }
    const close = this.#make("button", "btn btn-ghost btn-sm btn-icon", "", { close: "" });
    close.setAttribute("aria-label", this.dataset.close);
    close.append(this.#icon("close"));
    toast.append(close);
    this.append(toast);
    [...this.querySelectorAll(".toast:not([data-kind='bad'])")].slice(0, -SHOWN).forEach((old) => old.remove());
    this.#start(toast);
    return toast;
  }

  #arrived(detail) {
    for (const one of detail.more ?? [detail]) this.show(one);
  }

  #refused(xhr) {
    // The server said it in its own words already.
    if (xhr.getResponseHeader("HX-Trigger")?.includes('"toast"') || xhr.status === 401) return;
    const words = { 403: this.dataset.refused, 404: this.dataset.gone };
    this.show({ kind: "bad", text: words[xhr.status] ?? this.dataset.broken });
  }

  #start(toast) {
    toast.addEventListener("click", (event) => this.#click(event, toast));
    if (toast.dataset.kind === "bad") return;
    const seconds = Number(toast.dataset.seconds) || (toast.querySelector("[data-undo-url]") ? SECONDS_WITH_UNDO : SECONDS);
    let timer;
    const run = () => { timer = setTimeout(() => toast.remove(), seconds * 1000); };
    const stop = () => clearTimeout(timer);
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
    for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, run);
    run();
  }

  async #click(event, toast) {
    if (event.target.closest("[data-close]")) toast.remove();
    const undo = event.target.closest("[data-undo-url]");
    if (!undo || undo.getAttribute("aria-busy")) return;
    undo.setAttribute("aria-busy", "true");
    try {
      const answer = await post(undo.dataset.undoUrl, {}, { headers: { "HX-Request": "true" } });
      toast.remove();
      this.#apply(answer);
    } catch {
      undo.removeAttribute("aria-busy");
      this.show({ kind: "bad", text: this.dataset.failed });
    }
  }

  /** Events and addresses in the headers of an answer that htmx did not fetch. */
  #apply(answer) {
    const events = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
    for (const [name, detail] of Object.entries(events)) {
      document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }
    const next = answer.headers.get("HX-Redirect");
    if (next) location.assign(next);
    else if (answer.headers.get("HX-Refresh") === "true") location.reload();
    else if (!answer.ok && !events.toast) this.show({ kind: "bad", text: this.dataset.broken });
  }

  #icon(name) {
    return this.querySelector(`template[data-icon="${name}"]`)?.content.cloneNode(true) ?? "";
  }

  #make(tag, classes, text, data = {}) {
    const node = document.createElement(tag);
    node.className = classes;
    node.textContent = text;
    if (tag === "button") node.type = "button";
    Object.assign(node.dataset, data);
    return node;
  }
}

customElements.define("zc-toasts", Toasts);
