// <zc-upload>: a file input as a drop zone. Drop, paste or choose; files can be removed; too large ones are shown and not sent.

const words = (bytes) => {
  const units = ["B", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < 3) { size /= 1024; unit += 1; }
  return `${size >= 10 || unit === 0 ? Math.round(size) : size.toFixed(1).replace(".0", "")} ${units[unit]}`;
};

class Upload extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    this.drop = this.querySelector(".drop");
    this.list = this.querySelector("[data-list]");
    this.row = this.querySelector("template");
    if (!this.input || !this.list) return;
    this.files = [];
    this.input.addEventListener("change", () => this.add(this.input.files));
    this.list.addEventListener("click", (event) => this.#remove(event));
    for (const name of ["dragover", "dragleave", "drop"]) this.drop.addEventListener(name, (event) => this.#drag(event));
    this.paste = (event) => this.#pasted(event);
    this.#scope().addEventListener("paste", this.paste);
    this.input.form?.addEventListener("reset", () => { this.files = []; this.#show(); });
  }

  disconnectedCallback() {
    this.#scope().removeEventListener("paste", this.paste);
  }

  /** Add files (a FileList or array); what is too large stays visible but is not sent. */
  add(files) {
    const known = new Set(this.files.map((file) => `${file.name}/${file.size}/${file.lastModified}`));
    for (const file of files) if (!known.has(`${file.name}/${file.size}/${file.lastModified}`)) this.files.push(file);
    this.#show();
  }

  #scope() {
    return this.closest("form") ?? this;
  }

  #fits(file) {
    const limit = Number(this.input.dataset.maxBytes);
    return !limit || file.size <= limit;
  }

  #drag(event) {
    event.preventDefault();
    this.drop.classList.toggle("over", event.type === "dragover");
    if (event.type === "drop") this.add(event.dataTransfer.files);
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    const stamp = new Date().toTimeString().slice(0, 8).replaceAll(":", "");
    this.add(files.map((file, index) => (/^image\.\w+$/.test(file.name)
      ? new File([file], file.name.replace("image", `screenshot-${stamp}${index || ""}`), { type: file.type })
      : file)));
  }

  #remove(event) {
    const button = event.target.closest("button");
    if (!button) return;
    this.files.splice(Number(button.dataset.index), 1);
    this.#show();
    this.input.focus();
  }

  #show() {
    const send = new DataTransfer();
    const rows = this.files.map((file, index) => {
      const node = this.row.content.firstElementChild.cloneNode(true);
      const fits = this.#fits(file);
      if (fits) send.items.add(file);
      node.classList.toggle("bad", !fits);
      node.querySelector(".name").textContent = file.name;
      node.querySelector(".size").textContent = fits ? words(file.size) : `${words(file.size)} · ${this.dataset.tooLarge}`;
      const button = node.querySelector("button");
      button.dataset.index = index;
      button.setAttribute("aria-label", `${button.getAttribute("aria-label")} ${file.name}`);
      return node;
    });
    this.input.files = send.files;
    this.list.replaceChildren(...rows);
  }
}

customElements.define("zc-upload", Upload);
