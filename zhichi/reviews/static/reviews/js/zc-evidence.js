// <zc-evidence>: rows of passages. "Mark" copies what is selected in the conversation into a new row; each change is told
// to the form, which saves the draft.
import { announce } from "../../ui/js/dom.js";

class Evidence extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.row = this.querySelector("template");
    this.addEventListener("click", (event) => this.#click(event));
    // Pressing the button takes the selection away: it is read before.
    this.remember = () => {
      const found = this.#selected();
      if (found) this.last = found;
    };
    document.addEventListener("selectionchange", this.remember);
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.remember);
  }

  #click(event) {
    if (event.target.closest("[data-mark]")) this.#mark();
    else if (event.target.closest("[data-empty]")) this.#add("", "").querySelector("[name=evidence_quote]").focus();
    else if (event.target.closest("[data-remove]")) {
      event.target.closest("li").remove();
      this.#changed();
    }
  }

  #mark() {
    const found = this.#selected() ?? this.last;
    if (!found) {
      announce(this.dataset.none);
      document.querySelector("zc-toasts")?.show({ text: this.dataset.none, kind: "info" });
      return;
    }
    this.last = null;
    getSelection().removeAllRanges();
    this.#add(found.message, found.words);
    this.#changed();
  }

  /** The selected words of the message in which the selection begins; what reaches beyond it is left out. */
  #selected() {
    const chosen = getSelection();
    if (!chosen?.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0).cloneRange();
    const start = range.startContainer;
    const body = (start instanceof Element ? start : start.parentElement)?.closest("[data-passage]");
    if (!body) return null;
    if (!body.contains(range.endContainer)) range.setEnd(body, body.childNodes.length);
    const words = range.toString().replace(/\s+/g, " ").trim();
    return words ? { words, message: body.closest("[data-message]").dataset.message } : null;
  }

  #add(message, words) {
    this.list.append(this.row.content.cloneNode(true));
    const row = this.list.lastElementChild;
    if (message) row.querySelector("[name=evidence_message]").value = message;
    row.querySelector("[name=evidence_quote]").value = words;
    return row;
  }

  #changed() {
    this.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("zc-evidence", Evidence);
