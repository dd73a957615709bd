// <zc-theme>: radio buttons named theme (empty, light, dark). Keeps the choice on this device and, with data-url, on the account.
import { keep, post } from "./dom.js";

class Theme extends HTMLElement {
  connectedCallback() {
    this.show(document.documentElement.dataset.theme ?? "");
    this.addEventListener("change", (event) => this.choose(event.target.value));
  }

  show(theme) {
    const chosen = this.querySelector(`input[value="${theme}"]`);
    if (chosen) chosen.checked = true;
  }

  choose(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    keep.set("zc-theme", theme || null);
    // The same choice stands in several menus.
    document.querySelectorAll("zc-theme").forEach((other) => other.show(theme));
    // The choice holds on this device even when the account cannot be reached.
    if (this.dataset.url) post(this.dataset.url, { theme }).catch(() => {});
  }
}

customElements.define("zc-theme", Theme);
