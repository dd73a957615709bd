// <zc-presence data-url>: tells the server that one looks at this page, and what one writes; shows who else does.
import { post } from "../../ui/js/dom.js";

const EVERY_MS = 20_000;
const WRITING_MS = 60_000;

class Presence extends HTMLElement {
  connectedCallback() {
    this.tick = setInterval(() => this.#tell(), EVERY_MS);
    this.typed = (event) => this.#typing(event);
    document.addEventListener("input", this.typed);
    this.seen = () => document.hidden || this.#tell();
    document.addEventListener("visibilitychange", this.seen);
    this.#tell();
  }

  disconnectedCallback() {
    clearInterval(this.tick);
    document.removeEventListener("input", this.typed);
    document.removeEventListener("visibilitychange", this.seen);
  }

  #typing(event) {
    if (!event.target.matches?.(".composer textarea")) return;
    const fresh = Date.now() - (this.at ?? 0) > WRITING_MS || this.kind !== event.target.dataset.forKind;
    this.at = Date.now();
    this.kind = event.target.dataset.forKind;
    if (fresh) this.#tell();
  }

  async #tell() {
    if (document.hidden) return;
    const doing = Date.now() - (this.at ?? 0) < WRITING_MS ? this.kind : "";
    try {
      const answer = await post(this.dataset.url, { doing }, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      // The same people doing the same are not announced again.
      if (fresh.textContent.trim() !== this.textContent.trim()) this.replaceChildren(...fresh.childNodes);
    } catch {
      // Offline: nobody is shown as present that may have left.
      this.replaceChildren();
    }
  }
}

customElements.define("zc-presence", Presence);
