// <zc-kb-prose>: turns the textarea inside into a rich-text editor (Tiptap, from the django-prose-editor package). The
// textarea stays the field that is sent; without script it holds the HTML itself.
import { Editor } from "../../django_prose_editor/editor.js";

import { post } from "../../ui/js/dom.js";
import { ask } from "./asking.js";
import { EXTENSIONS } from "./nodes.js";

/** Let one file be chosen. */
function chooseFile() {
  const input = document.querySelector("#kb-file");
  input.value = "";
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(input.files[0] ?? null), { once: true });
    input.addEventListener("cancel", () => resolve(null), { once: true });
    input.click();
  });
}

class Prose extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    if (!this.area || this.editor) return;
    const box = document.createElement("div");
    box.className = "kb-edit prose";
    this.area.before(box);
    box.append(document.querySelector("#kb-tools").content.cloneNode(true), this.area);
    this.tools = box.querySelector(".kb-tools");
    const label = this.querySelector(".label");
    this.editor = new Editor({
      element: box,
      extensions: EXTENSIONS,
      content: this.area.value,
      injectCSS: false, // our policy forbids style elements; knowledge.css says the same
      editorProps: {
        attributes: {
          role: "textbox", "aria-multiline": "true", "aria-label": label?.textContent.trim() ?? "", id: `${this.area.id}-rich`,
        },
        handlePaste: (_view, event) => this.#files(event.clipboardData?.files, event),
        handleDrop: (_view, event) => this.#files(event.dataTransfer?.files, event),
      },
      onUpdate: () => this.#write(),
      onTransaction: () => this.#show(),
    });
    label?.addEventListener("click", () => this.editor.commands.focus());
    this.area.addEventListener("kb:restored", () => this.editor.commands.setContent(this.area.value, { emitUpdate: false }));
    this.area.addEventListener("focus", () => this.editor.commands.focus());
    // The cursor stays in the text: Tiptap sets the focus a frame later, and what is typed before then would fall beside the new box.
    this.tools.addEventListener("mousedown", (event) => event.preventDefault());
    this.tools.addEventListener("click", (event) => this.#do(event.target.closest("button")?.dataset.do));
    this.tools.addEventListener("keydown", (event) => this.#arrows(event));
    this.#show();
  }

  disconnectedCallback() {
    this.editor?.destroy();
    this.editor = null;
  }

  #write() {
    this.area.value = this.editor.isEmpty ? "" : this.editor.getHTML();
    // Changed after a refusal: whether it is right now is said at the next one.
    if (this.area.getAttribute("aria-invalid") === "true") this.area.setAttribute("aria-invalid", "false");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #show() {
    if (!this.editor || !this.tools) return;
    const is = (name, attributes) => this.editor.isActive(name, attributes);
    const active = {
      bold: is("bold"), heading: is("heading"), bullets: is("bulletList"), numbers: is("orderedList"), quote: is("blockquote"),
      code: is("code"), block: is("codeBlock"), link: is("link"), table: is("table"), info: is("callout", { kind: "info" }),
      warn: is("callout", { kind: "warn" }), internal: is("internal"),
    };
    const inside = { table: active.table, media: is("picture") || is("video") };
    let first = true;
    for (const button of this.tools.querySelectorAll("button")) {
      const name = button.dataset.do;
      if (name in active) button.setAttribute("aria-pressed", String(active[name]));
      button.hidden = button.dataset.in !== undefined && !inside[button.dataset.in];
      // One stop of the Tab key for the whole bar; the arrows go on inside.
      if (!this.tools.contains(document.activeElement)) button.tabIndex = first ? 0 : -1;
      first = false;
    }
  }

  #arrows(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.tools.querySelectorAll("button:not([hidden])")];
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  async #do(name) {
    const chain = () => this.editor.chain().focus();
    const plain = {
      bold: () => chain().toggleBold(), heading: () => chain().toggleHeading({ level: 3 }),
      bullets: () => chain().toggleBulletList(), numbers: () => chain().toggleOrderedList(),
      quote: () => chain().toggleBlockquote(), code: () => chain().toggleCode(), block: () => chain().toggleCodeBlock(),
      table: () => chain().insertTable({ rows: 3, cols: 3, withHeaderRow: true }), row: () => chain().addRowAfter(),
      column: () => chain().addColumnAfter(), unrow: () => chain().deleteRow(), uncolumn: () => chain().deleteColumn(),
      untable: () => chain().deleteTable(), undo: () => chain().undo(), redo: () => chain().redo(), info: () => this.#box("callout", { kind: "info" }),
      warn: () => this.#box("callout", { kind: "warn" }), internal: () => this.#box("internal", {}),
    };
    if (plain[name]) {
      this.editor.view.focus();
      plain[name]().run();
    }
    else if (name === "link") await this.#link();
    else if (name === "picture") await this.#upload(await chooseFile());
    else if (name === "video") await this.#video();
    else if (name === "describe") await this.#describe();
  }

  /** Put the chosen blocks into a box, or take them out of the same one. */
  #box(name, attributes) {
    const chain = this.editor.chain().focus();
    return this.editor.isActive(name, attributes) ? chain.lift(name) : chain.wrapIn(name, attributes);
  }

  async #link() {
    const isNew = this.editor.state.selection.empty && !this.editor.isActive("link");
    const said = await ask({ kind: "link", href: this.editor.getAttributes("link").href, mayShow: isNew });
    if (said === null) return;
    const { href, words } = said;
    const chain = this.editor.chain().focus().extendMarkRange("link");
    if (!href) chain.unsetLink().run();
    else if (isNew) {
      chain.insertContent({ type: "text", text: words || href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
  }

  async #video() {
    const said = await ask({ kind: "video" });
    if (!said) return;
    const { href, words } = said;
    this.editor.chain().focus().insertContent({ type: "video", attrs: { href, title: words || href } }).run();
  }

  /** What a picture shows, for who cannot see it; what a video is called. */
  async #describe() {
    const [node, field] = this.editor.isActive("picture") ? ["picture", "alt"] : ["video", "title"];
    const said = await ask({ kind: "describe", words: this.editor.getAttributes(node)[field] });
    if (said) this.editor.chain().focus().updateAttributes(node, { [field]: said.words }).run();
  }

  #files(files, event) {
    if (!files?.length) return false;
    event.preventDefault();
    for (const file of files) this.#upload(file);
    return true;
  }

  /** Store a file; a picture is shown in place, a video as one to click, anything else as a link. */
  async #upload(file) {
    if (!file) return;
    const place = document.querySelector("#kb-file");
    const body = new FormData();
    body.set("file", file);
    let said;
    try {
      const answer = await post(place.dataset.url, body);
      said = await answer.json();
      if (!answer.ok) throw new Error(said.error);
    } catch (error) {
      const words = error instanceof TypeError || error instanceof SyntaxError ? place.dataset.failed : error.message;
      this.closest("zc-kb-write")?.querySelector("[data-status]")?.replaceChildren(words || place.dataset.failed);
      return;
    }
    const address = `/files/${said.id}/${encodeURIComponent(said.name)}`;
    const content = file.type.startsWith("image/")
      ? { type: "picture", attrs: { src: address, alt: said.name.replace(/\.[^.]+$/, "") } }
      : file.type.startsWith("video/")
        ? { type: "video", attrs: { href: address, title: said.name } }
        : { type: "text", text: said.name, marks: [{ type: "link", attrs: { href: address } }] };
    this.editor.chain().focus().insertContent(content).run();
  }
}

customElements.define("zc-kb-prose", Prose);
