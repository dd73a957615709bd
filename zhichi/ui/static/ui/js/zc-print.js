// <zc-print>: its button opens the browser's print dialog.

class Print extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => print());
  }
}

customElements.define("zc-print", Print);
