// <zc-dialog>: wraps one <dialog>. data-open shows it when it arrives; [data-close] and the scrim close it, the focus returns.

class Dialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    if (!this.dialog) return;
    this.returnTo = document.activeElement;
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) this.dialog.close();
    });
    // A press on the scrim closes only what holds no typed text.
    this.dialog.addEventListener("mousedown", (event) => {
      if (event.target === this.dialog && this.#outside(event) && !this.#typed()) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => {
      // This is told after the dialog has gone: whoever went on to another field meanwhile stays there.
      if (!document.activeElement || document.activeElement === document.body) this.returnTo?.focus();
      if (this.hasAttribute("data-open")) this.remove();
    });
    if (this.hasAttribute("data-open") && !this.dialog.open) this.dialog.showModal();
  }

  #outside(event) {
    const box = this.dialog.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  #typed() {
    return [...this.dialog.querySelectorAll("textarea, input:not([type='hidden'], [type='checkbox'], [type='radio'])")]
      .some((field) => field.value !== field.defaultValue);
  }
}

customElements.define("zc-dialog", Dialog);
