// Words put into the reply for its author: a phrase from a menu (data-insert), a better word for one found (data-replace).

const reply = () => document.getElementById("write-reply");

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
  const area = reply();
  const phrase = event.target.closest?.("[data-insert]");
  const found = event.target.closest?.("[data-replace]");
  if (!area || area.disabled) return;
  if (phrase) {
    // After the menu has given the focus back to its button.
    setTimeout(() => write(area, phrase.dataset.insert, area.selectionStart, area.selectionEnd));
  } else if (found) {
    const start = area.value.indexOf(found.dataset.replace);
    if (start >= 0) write(area, found.dataset.with, start, start + found.dataset.replace.length);
  }
});
