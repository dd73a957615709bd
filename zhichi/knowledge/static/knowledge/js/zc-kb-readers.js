// <zc-kb-readers>: shows only the choice that the chosen visibility asks for. Without script all of them stand there.
class Readers extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    const chosen = this.querySelector("input[name=visibility]:checked")?.value ?? "";
    for (const part of this.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== chosen;
  }
}

customElements.define("zc-kb-readers", Readers);
