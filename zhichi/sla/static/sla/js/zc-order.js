// <zc-order>: rows with data-rule that can be ordered. Alt and an arrow key press the row's own button, which keeps the focus.

class Order extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      const row = event.target.closest("[data-rule]");
      const button = row?.querySelector(event.key === "ArrowUp" ? "[data-up]" : "[data-down]");
      if (!button) return;
      event.preventDefault();
      button.focus();
      button.click();
    });
  }
}

customElements.define("zc-order", Order);
