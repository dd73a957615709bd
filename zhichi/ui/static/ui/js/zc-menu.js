// <zc-menu>: a button with popovertarget and its popover .menu. Places it, moves with arrow keys, returns the focus.

class Menu extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[popovertarget]");
    this.menu = this.button && document.getElementById(this.button.getAttribute("popovertarget"));
    if (!this.menu) return;
    this.button.setAttribute("aria-expanded", "false");
    this.menu.addEventListener("toggle", (event) => this.#toggled(event.newState === "open"));
    this.addEventListener("keydown", (event) => this.#key(event));
    // A menu that is loaded when it opens has another size then.
    this.menu.addEventListener("htmx:afterSettle", () => this.menu.matches(":popover-open") && this.#place());
    // A choice closes the menu; a form inside it stays usable.
    this.menu.addEventListener("click", (event) => {
      if (event.target.closest("[data-close], a.menu-item, button.menu-item")) this.menu.hidePopover();
    });
  }

  #items() {
    return [...this.menu.querySelectorAll("a, button, input, select")].filter((item) => item.offsetParent !== null && !item.disabled);
  }

  #toggled(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#place();
    const items = this.#items();
    (items.find((item) => item.matches("[autofocus], [aria-checked='true'], [aria-current]")) ?? items[0])?.focus({ preventScroll: true });
  }

  /** Below the button, or above when there is more room; "end" stands beside it (rail). */
  #place() {
    const { menu } = this;
    const at = this.button.getBoundingClientRect();
    const size = menu.getBoundingClientRect();
    const beside = this.dataset.place === "end";
    const left = beside ? at.right + 4 : this.dataset.align === "end" ? at.right - size.width : at.left;
    const below = innerHeight - at.bottom;
    const top = beside ? at.bottom - size.height : below < size.height + 8 && at.top > below ? at.top - size.height - 4 : at.bottom + 4;
    menu.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(top, innerHeight - size.height - 8))}px`;
  }

  #key(event) {
    const open = this.menu.matches(":popover-open");
    if (!open) {
      if (event.key === "ArrowDown" && event.target === this.button) {
        event.preventDefault();
        this.menu.showPopover();
      }
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("input[type='radio'], select, textarea")) return;
    event.preventDefault();
    const items = this.#items();
    const here = items.indexOf(document.activeElement);
    items[(here + step + items.length) % items.length]?.focus();
  }
}

customElements.define("zc-menu", Menu);
