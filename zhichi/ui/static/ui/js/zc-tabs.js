// <zc-tabs>: tabs over panels of one page. .tabs[role=tablist] with button[role=tab][aria-controls]; arrow keys move.

class Tabs extends HTMLElement {
  connectedCallback() {
    this.tabs = [...this.querySelectorAll('[role="tab"]')];
    this.addEventListener("click", (event) => {
      const tab = event.target.closest('[role="tab"]');
      if (tab) this.select(tab);
    });
    this.addEventListener("keydown", (event) => this.#key(event));
    const first = this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? this.tabs[0];
    if (first) this.select(first, { quiet: true });
  }

  select(chosen, { quiet = false } = {}) {
    for (const tab of this.tabs) {
      const is = tab === chosen;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls"));
      if (panel) panel.hidden = !is;
    }
    if (!quiet) this.dispatchEvent(new CustomEvent("tab", { detail: { tab: chosen }, bubbles: true }));
  }

  #key(event) {
    const here = this.tabs.indexOf(event.target);
    if (here < 0) return;
    const last = this.tabs.length - 1;
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = this.tabs[(next + this.tabs.length) % this.tabs.length];
    tab.focus();
    this.select(tab);
  }
}

customElements.define("zc-tabs", Tabs);
