// <zc-attach data-url data-into>: uploads chosen, dropped and pasted files at once; the form then sends their ids only.
import { announce, post } from "../../ui/js/dom.js";

class Attach extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    this.form = this.closest("form");
    this.list = document.querySelector(this.dataset.into);
    if (!this.input || !this.form || !this.list) return;
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    this.form.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    this.form.addEventListener("drop", (event) => this.#take(event, event.dataTransfer));
    this.form.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    this.list.addEventListener("click", (event) => event.target.closest("[data-remove]")?.closest("li").remove());
  }

  /** Upload files one after the other. */
  async add(files) {
    for (const file of files) await this.#upload(file);
  }

  #take(event, data) {
    const files = [...(data?.files ?? [])];
    if (!files.length || this.input.disabled) return;
    event.preventDefault();
    this.add(files);
  }

  async #upload(file) {
    const row = document.createElement("li");
    row.className = "upload";
    row.setAttribute("aria-busy", "true");
    row.textContent = file.name;
    this.list.append(row);
    const body = new FormData();
    body.append("file", file);
    try {
      const answer = await post(this.dataset.url, body, { headers: { "HX-Request": "true" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("li");
      if (!fresh) throw new Error(String(answer.status));
      fresh.append(this.#button(file.name));
      row.replaceWith(document.adoptNode(fresh));
      announce(fresh.textContent.trim());
    } catch {
      row.removeAttribute("aria-busy");
      row.classList.add("is-bad");
      row.textContent = `${file.name}: ${this.dataset.failed}`;
      row.append(this.#button(file.name));
    }
  }

  #button(name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-ghost btn-sm";
    button.dataset.remove = "";
    button.textContent = "×";
    button.setAttribute("aria-label", `${this.dataset.remove} ${name}`);
    return button;
  }
}

customElements.define("zc-attach", Attach);
