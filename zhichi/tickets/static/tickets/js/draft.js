// Words put into a text for the customer: a phrase from a menu (data-insert), a better word for one found (data-replace).
import { carried } from "../../ui/js/carried.js";

/** The text that is written in the form around `control`; with `words`, the field of it that holds them. */
const text = (control, words = "") =>
  [...(control.closest("form")?.querySelectorAll(words ? "[data-checked]:enabled" : "textarea[data-checked]:enabled") ?? [])]
    .find((field) => field.value.includes(words));

/** Put `words` over text[start, end] as if typed, so that drafts, checks and undo know of it. */
const write = (area, words, start, end) => {
  area.focus();
  area.setSelectionRange(start, end);
  // The old command keeps the browser's own undo; where it is missing the text is set.
  if (!document.execCommand("insertText", false, words)) {
    area.setRangeText(words, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

document.addEventListener("click", (event) => {
  const phrase = event.target.closest?.("[data-insert]");
  const found = event.target.closest?.("[data-replace]");
  const area = phrase ? text(phrase) : found && text(found, found.dataset.replace);
  if (!area) return;
  if (phrase) {
    // After the menu has given the focus back to its button.
    setTimeout(() => write(area, phrase.dataset.insert, area.selectionStart, area.selectionEnd));
  } else if (found) {
    const start = area.value.indexOf(found.dataset.replace);
    if (start >= 0) write(area, found.dataset.with, start, start + found.dataset.replace.length);
  }
});

// Words from a panel beside the reply, and those that were carried here from another page.
document.body.addEventListener("reply:insert", ({ detail }) => insert(detail.text));

const insert = (words) => {
  const area = document.getElementById("write-reply");
  if (!area) return;
  document.querySelector("zc-app")?.close();
  area.closest("zc-composer").kind("reply");
  const start = area.selectionStart;
  write(area, `${start && area.value[start - 1] !== "\n" ? "\n\n" : ""}${words}\n`, start, area.selectionEnd);
};

const words = carried(location.pathname);
// Once the composer is there and has put back what was written before.
if (words) customElements.whenDefined("zc-composer").then(() => setTimeout(() => insert(words)));
