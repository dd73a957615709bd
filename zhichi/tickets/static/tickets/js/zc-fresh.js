// <zc-fresh data-url data-on="live:ticket:12">: fetches its content again when told, and replaces only the children whose
// data-v changed, so that scroll, focus, open folds and selections stay. A child that holds the focus or an open menu waits.
import { announce } from "../../ui/js/dom.js";

const NEAR_BOTTOM = 80;

class Fresh extends HTMLElement {
  connectedCallback() {
    this.names = [this.dataset.on, "live:*", "live:reconnected"];
    this.told = (event) => this.refresh({ own: event.detail?.own === true });
    for (const name of this.names) document.body.addEventListener(name, this.told);
    this.addEventListener("focusout", () => this.waits && setTimeout(() => this.refresh({}), 300));
    this.addEventListener("toggle", (event) => this.waits && event.newState === "closed" && this.refresh({ own: true }), true);
    if (this.hasAttribute("data-bottom")) this.#follow();
  }

  disconnectedCallback() {
    for (const name of this.names) document.body.removeEventListener(name, this.told);
    this.sizes?.disconnect();
  }

  /** Begin at the newest block and stay there while the reader does, also when the composer takes room. */
  #follow() {
    this.stays = true;
    this.scroller?.addEventListener("scroll", () => { this.stays = this.#isAtBottom(); }, { passive: true });
    this.sizes = new ResizeObserver(() => this.stays && this.#toBottom());
    if (this.scroller) this.sizes.observe(this.scroller);
  }

  /** Fetch and merge; `own` marks the answer to one's own action, which may replace what holds the focus. */
  async refresh({ own = false }) {
    if (this.busy) {
      this.again = { own: own || this.again?.own === true };
      return;
    }
    this.busy = true;
    try {
      const answer = await fetch(this.dataset.url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      // A refusal or a sign-in page changes nothing here; the next full load tells.
      if (answer.ok && !answer.redirected) this.#merge(await answer.text(), own);
    } catch {
      // Offline: zc-live says so and the next event tries again.
    } finally {
      this.busy = false;
    }
    const next = this.again;
    this.again = null;
    if (next) this.refresh(next);
  }

  #merge(text, own) {
    const fresh = [...new DOMParser().parseFromString(text, "text/html").body.children];
    const stays = this.stays && this.#isAtBottom();
    const added = [];
    this.waits = false;
    let at = this.firstElementChild;
    for (const node of fresh) {
      const kept = this.#settle(node, own, at);
      if (kept.isNew) added.push(kept.node);
      at = kept.node.nextElementSibling;
    }
    while (at) {
      const next = at.nextElementSibling;
      at.remove();
      at = next;
    }
    if (added.length && stays) this.#toBottom();
    this.#seen();
    const words = added.filter((node) => node.matches(".msg")).map((node) => node.querySelector(".msg-head")?.textContent.trim());
    if (words.length) announce(words.join("; "));
  }

  /** Put one fresh child at its place: the old one when nothing changed, else the new one. */
  #settle(node, own, at) {
    const old = node.id ? [...this.children].find((child) => child.id === node.id) : null;
    if (old && (old.dataset.v === node.dataset.v || this.#isHeld(old, own))) {
      if (old !== at) this.insertBefore(old, at);
      return { node: old, isNew: false };
    }
    const grown = document.adoptNode(node);
    if (old) {
      if (old.open) grown.open = true;
      const focused = old.contains(document.activeElement) ? this.#address(document.activeElement) : null;
      old.replaceWith(grown);
      if (focused) grown.querySelector(focused)?.focus({ preventScroll: true });
    } else this.insertBefore(grown, at);
    globalThis.htmx?.process(grown);
    return { node: grown, isNew: !old };
  }

  /** An open menu is never taken away; what only holds the focus gives way to one's own action. */
  #isHeld(node, own) {
    const held = node.querySelector(":popover-open") !== null || (!own && node.contains(document.activeElement));
    this.waits ||= held;
    return held;
  }

  /** How to find the same control in the fresh markup. */
  #address(node) {
    for (const name of ["id", "popovertarget", "data-key", "href"]) {
      const value = node.getAttribute(name);
      if (value) return `[${name}="${CSS.escape(value)}"]`;
    }
    return null;
  }

  get scroller() {
    return this.closest(".pane-scroll");
  }

  #isAtBottom() {
    const { scroller } = this;
    return this.hasAttribute("data-bottom") && scroller !== null && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM;
  }

  #toBottom() {
    const { scroller } = this;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  }

  /** Who has nothing typed yet has seen what just arrived; who has is asked once before the reply goes out. */
  #seen() {
    const newest = this.querySelector("#thread-seen")?.dataset.seen;
    const field = document.getElementById("send-seen");
    const typed = document.querySelector('.composer textarea[data-for-kind="reply"]')?.value.trim();
    if (newest !== undefined && field && !typed) field.value = newest;
  }
}

customElements.define("zc-fresh", Fresh);
