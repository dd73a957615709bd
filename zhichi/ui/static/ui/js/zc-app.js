// <zc-app>: the desk's shell. Folds the views and the side panel, opens them as drawers or sheets where they do not fit,
// shows one pane at a time on a phone. Keys [ and ].
import { composing, isField, keep } from "./dom.js";

class App extends HTMLElement {
  connectedCallback() {
    for (const name of ["views", "side"]) {
      if (keep.get(`zc-${name}`) === "closed") this.setAttribute(`data-${name}`, "closed");
    }
    this.addEventListener("click", this);
    document.addEventListener("keydown", this);
    document.addEventListener("htmx:afterSwap", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    document.removeEventListener("htmx:afterSwap", this);
  }

  handleEvent(event) {
    if (event.type === "click") this.#click(event);
    else if (event.type === "keydown") this.#key(event);
    else if (event.detail.target?.id === "main") this.show("main");
  }

  /** Show "list" or "main" where only one pane fits. */
  show(pane) {
    this.dataset.pane = pane;
    this.close();
  }

  /** Fold or unfold "views" or "side"; where the pane does not fit beside the others it becomes a drawer. */
  toggle(name) {
    if (this.#fits(name)) {
      const closed = this.getAttribute(`data-${name}`) === "closed";
      if (closed) this.removeAttribute(`data-${name}`);
      else this.setAttribute(`data-${name}`, "closed");
      keep.set(`zc-${name}`, closed ? null : "closed");
    } else if (this.dataset.drawer === name) this.close();
    else this.#open(name);
  }

  close() {
    if (!this.dataset.drawer) return;
    delete this.dataset.drawer;
    this.opener?.focus();
  }

  #open(name) {
    this.opener = document.activeElement;
    this.dataset.drawer = name;
    const pane = this.querySelector(name === "side" ? ".pane-side" : ".views");
    pane?.querySelector("a, button, input, summary")?.focus();
  }

  #fits(name) {
    return this.clientWidth >= (name === "side" ? 1200 : 1400);
  }

  #click(event) {
    const hit = event.target.closest("[data-toggle], [data-pane-show], [data-drawer-close]");
    if (!hit) return;
    if (hit.dataset.toggle) this.toggle(hit.dataset.toggle);
    else if (hit.dataset.paneShow) {
      // A back link keeps its address for those who open it in a new tab.
      if (this.querySelector(`.pane-${hit.dataset.paneShow}`)) {
        event.preventDefault();
        this.show(hit.dataset.paneShow);
      }
    } else this.close();
  }

  #key(event) {
    if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.dataset.drawer) this.close();
    if (isField(event.target) || keep.get("zc-single-keys") === "0") return;
    if (event.key === "]") this.toggle("side");
    else if (event.key === "[") this.toggle("views");
  }
}

customElements.define("zc-app", App);
