// What pages of knowledge need: the editor and its autosave where a form is, videos that load when they are asked for.
import "./zc-kb-readers.js";

// The editor weighs half a megabyte: only who writes loads it.
if (document.querySelector("zc-kb-prose")) import("./zc-kb-prose.js");
if (document.querySelector("zc-kb-write")) import("./zc-kb-write.js");

// A video is a link until somebody wants to see it: ours then plays in place, one elsewhere opens in a window of its own.
for (const link of document.querySelectorAll(".kb-text figure.video > a[href]")) {
  if (new URL(link.href, location.href).origin === location.origin) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const video = document.createElement("video");
      video.controls = true;
      video.src = link.href;
      video.setAttribute("aria-label", link.textContent);
      link.replaceWith(video);
      video.focus();
      video.play().catch(() => {});
    });
  } else {
    link.target = "_blank";
  }
}

// A button on each block of code puts its text on the clipboard, and says so.
for (const text of document.querySelectorAll(".kb-text[data-copy]")) {
  for (const block of text.querySelectorAll("pre")) {
    const holder = document.createElement("div");
    holder.className = "kb-code";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm kb-copy no-print";
    button.textContent = text.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      if (!(await copied(block))) return;
      button.textContent = text.dataset.copied;
      setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
    });
    block.replaceWith(holder);
    holder.append(block, button);
  }
}

// Without https there is no clipboard for scripts: the text is selected, so that the keys of the system copy it.
async function copied(block) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(block.textContent);
      return true;
    } catch {
      // refused by the browser: select instead
    }
  }
  getSelection().selectAllChildren(block);
  return false;
}

// Passages and comments: what is selected in the text is put into the form, and a comment leads to its passage.
const form = document.querySelector(".kb-remark form");
const text = document.querySelector(".kb-text");

if (form && text) {
  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    const words = chosen.toString().trim().replace(/\s+/g, " ");
    if (!words || words.length > 300 || !chosen.anchorNode || !text.contains(chosen.anchorNode)) return;
    const part = partOf(chosen.getRangeAt(0).startContainer);
    if (!part) return;
    form.elements.quote.value = words;
    form.elements.part.value = part;
  });
}

// The last heading of a part before a place in the text.
function partOf(place) {
  let found = "";
  for (const heading of text.querySelectorAll("h2[id^='part-']")) {
    if (heading.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) found = heading.id.slice(5);
  }
  return found;
}

for (const link of document.querySelectorAll("a[data-passage]")) {
  link.addEventListener("click", () => {
    // The browser finds the words and selects them; where it cannot, the link still leads to the part.
    getSelection().removeAllRanges();
    getSelection().collapse(text, 0);
    if (window.find) window.find(link.dataset.passage, false, false, false);
  });
}
