// Small manners of the ticket pages: dialogs that are done, drafts that come back, folds, the number to the clipboard.
import { keep } from "../../ui/js/dom.js";
import { restore } from "../../ui/js/uploads.js";

const toasts = () => document.querySelector("zc-toasts");

// A form in a dialog was carried out: the dialog goes, the focus returns by itself.
document.addEventListener("ticket:done", () => {
  for (const dialog of document.querySelectorAll("zc-dialog[data-open] dialog[open]")) dialog.close();
});

// The composer's form gets a fresh key after sending, and learns which reply its author has been shown.
document.addEventListener("ticket:form", ({ detail }) => {
  for (const name of ["key", "seen"]) {
    const field = document.getElementById(`send-${name}`);
    if (field && detail[name] !== undefined) field.value = detail[name];
  }
});

// A reply was taken back: its text and files are a draft again and belong into the composer, before anything typed since.
document.addEventListener("ticket:draft", async (event) => {
  const composer = document.querySelector("zc-composer");
  const area = composer?.querySelector(`textarea[data-for-kind="${event.detail.kind}"]`);
  if (!area) return;
  const answer = await fetch(`${composer.dataset.draftUrl}?kind=${event.detail.kind}`, { credentials: "same-origin" });
  if (!answer.ok) return;
  const { text, files } = await answer.json();
  restore(composer.form, files);
  const typed = area.value.trim(); // the server knows of it when it was saved as a draft meanwhile
  area.value = typed && !text.includes(typed) ? `${text}\n\n${area.value}` : text;
  composer.kind(event.detail.kind, { focus: true });
});

// A reply that waits says how long it can still be taken back; x does so, or Ctrl+Z in an empty composer.
const takeBack = () => {
  const last = [...document.querySelectorAll("#thread [data-take-back]")].at(-1);
  last?.click();
  return Boolean(last);
};

const countDown = () => {
  for (const words of document.querySelectorAll("[data-leaves]")) {
    words.dataset.waits ??= words.textContent;
    const seconds = Math.ceil((new Date(words.dataset.leaves) - Date.now()) / 1000);
    words.textContent = seconds > 0 ? words.dataset.words.replace("{n}", seconds) : words.dataset.waits;
  }
};
setInterval(countDown, 500);
countDown();

document.addEventListener("keydown", (event) => {
  const undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  const area = undoes && event.target.closest?.("zc-composer textarea");
  if (area && area.value === "" && takeBack()) event.preventDefault();
});

// An empty composer folds on a phone once it is left; folding under the pointer would carry off what was pressed.
document.addEventListener("mousedown", (event) => {
  const pressed = event.target.closest?.("a, button, summary");
  const writes = document.activeElement?.closest("zc-composer");
  if (pressed && writes && !writes.contains(pressed) && matchMedia("(width < 840px)").matches) event.preventDefault();
});

document.addEventListener("click", async (event) => {
  if (event.target.closest?.("[data-take-back-last]")) takeBack();
  const write = event.target.closest?.("[data-write]");
  if (write) document.querySelector("zc-composer")?.kind(write.dataset.write, { focus: true });
  const copy = event.target.closest?.("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(copy.dataset.copy);
    toasts()?.show({ text: copy.dataset.copied });
  }
  if (event.target.closest?.("[data-expand-events]")) {
    const folds = [...document.querySelectorAll("#thread .fold")];
    const open = folds.some((fold) => !fold.open);
    for (const fold of folds) fold.open = open;
  }
});

// A side panel that could not be loaded says so in its own place; what it showed before stays.
const panelFailed = (event) => {
  const body = event.detail.elt;
  const words = document.querySelector("template[data-panel-failed]");
  if (words && body?.matches?.(".panel-body") && body.querySelector(".skeleton")) body.replaceChildren(words.content.cloneNode(true));
};
for (const what of ["htmx:responseError", "htmx:sendError"]) document.addEventListener(what, panelFailed);

document.addEventListener("click", (event) => {
  const body = event.target.closest?.("[data-panel-retry]")?.closest(".panel-body");
  if (body) globalThis.htmx?.ajax("GET", body.getAttribute("hx-get"), { target: body, source: body });
});

// On a phone the list alone may be on show: then it is the main landmark.
const app = document.querySelector("zc-app");
const narrow = matchMedia("(width < 840px)");
const landmarks = () => {
  const list = document.querySelector(".pane-list");
  if (narrow.matches && app.dataset.pane === "list") list?.setAttribute("role", "main");
  else list?.removeAttribute("role");
};
if (app) {
  new MutationObserver(landmarks).observe(app, { attributeFilter: ["data-pane"] });
  narrow.addEventListener("change", landmarks);
  document.addEventListener("htmx:afterSettle", landmarks);
  landmarks();
}

// Side panels remember whether they are folded.
const name = (panel) => `zc-panel ${panel.dataset.panel}`;

const recall = () => {
  for (const panel of document.querySelectorAll("details.panel[data-panel]")) {
    if (keep.get(name(panel)) === "closed") panel.open = false;
  }
};

document.addEventListener("toggle", (event) => {
  const panel = event.target;
  if (panel.matches?.("details.panel[data-panel]")) keep.set(name(panel), panel.open ? null : "closed");
}, true);
document.addEventListener("htmx:oobAfterSwap", recall);
recall();
