// <zc-upload>: a file input as a drop zone. Drop, paste or choose: each file is sent at once (uploads.js), and the form
// names it by id. Without an address to send to (data-url on the input) the field stays the browser's own.
import { Uploads } from "./uploads.js";

class Upload extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    this.drop = this.querySelector(".drop");
    const form = this.input?.form;
    if (!form || !this.input.dataset.url || this.uploads) return;
    this.uploads = new Uploads({
      form,
      input: this.input,
      list: this.querySelector("[data-list]"),
      template: this.querySelector("template"),
      url: this.input.dataset.url,
      name: this.input.dataset.names,
      words: this.querySelector("template").dataset,
    });
    this.input.addEventListener("change", () => {
      this.uploads.add([...this.input.files]);
      this.input.value = ""; // the form names the files, it does not carry them again
    });
    for (const name of ["dragover", "dragleave", "drop"]) this.drop.addEventListener(name, (event) => this.#drag(event));
    form.addEventListener("paste", (event) => this.#pasted(event));
  }

  #drag(event) {
    event.preventDefault();
    this.drop.classList.toggle("over", event.type === "dragover");
    if (event.type === "drop") this.uploads.add(event.dataTransfer.files);
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    const stamp = new Date().toTimeString().slice(0, 8).replaceAll(":", "");
    this.uploads.add(files.map((file, index) => (/^image\.\w+$/.test(file.name)
      ? new File([file], file.name.replace("image", `screenshot-${stamp}${index || ""}`), { type: file.type })
      : file)));
  }
}

customElements.define("zc-upload", Upload);
