// <zc-attach data-url data-into>: sends chosen, dropped and pasted files at once; the form then sends their ids only.
import { Uploads } from "../../ui/js/uploads.js";

class Attach extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    this.form = this.closest("form");
    const list = document.querySelector(this.dataset.into);
    const template = this.querySelector("template");
    if (!this.input || !this.form || !list || !template || this.uploads) return;
    this.uploads = new Uploads({
      form: this.form, input: this.input, list, template, url: this.dataset.url, name: "attachments", words: template.dataset,
    });
    // What the server kept with an unsent text: rows like those of files that have just arrived.
    const kept = [...list.querySelectorAll("[data-kept]")].map((row) => {
      row.remove();
      return { id: row.dataset.kept, name: row.dataset.name, size: Number(row.dataset.bytes) };
    });
    this.uploads.restore(kept);
    this.input.addEventListener("change", () => {
      this.uploads.add([...this.input.files]);
      this.input.value = "";
    });
    this.form.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    this.form.addEventListener("drop", (event) => this.#take(event, event.dataTransfer));
    this.form.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  }

  #take(event, data) {
    const files = [...(data?.files ?? [])];
    if (!files.length || this.input.disabled) return;
    event.preventDefault();
    this.uploads.add(files);
  }
}

customElements.define("zc-attach", Attach);
