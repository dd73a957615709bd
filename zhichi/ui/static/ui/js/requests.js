// Manners of htmx on every page: focus, busy buttons, errors that leave the page as it is.

// What asks for the focus when it arrives (data-focus): error boxes, headings of swapped pages.
const focusAsked = () => {
  const target = document.querySelector("[data-focus]");
  if (!target) return;
  target.removeAttribute("data-focus");
  target.focus();
};

// A refusal is answered with plain text and a toast; only markup may replace a part of the page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 400 && !xhr.responseText.trimStart().startsWith("<")) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSettle", focusAsked);

// Words typed while the page still loaded, or kept by the browser over a reload, are told again now that scripts listen.
document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
  for (const field of document.querySelectorAll("input:not([type=file]), textarea")) {
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}));

// What is typed belongs to one choice of a radio group (data-picks="name=value"): typing it makes the choice.
document.addEventListener("input", ({ target }) => {
  const [name, value] = target.dataset?.picks?.split("=") ?? [];
  if (name && target.value) target.form?.querySelector(`[name="${name}"][value="${value}"]`)?.click();
});

const buttonOf = (event) => event.submitter ?? event.target.querySelector('[type="submit"]');

const busy = (button, is) => {
  if (!button) return;
  if (is) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
};

const release = (form) => {
  if (!(form instanceof HTMLFormElement)) return;
  delete form.dataset.sending;
  const outside = form.id ? document.querySelectorAll(`[form="${CSS.escape(form.id)}"][aria-busy="true"]`) : [];
  for (const button of [...form.querySelectorAll('[aria-busy="true"]'), ...outside]) busy(button, false);
};

const isHtmx = (node) => node?.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]") ?? false;
const FORGET_MS = 15_000; // a plain form that was answered by a download would stay locked

// Plain and htmx forms alike: a second submit while the first is under way is dropped.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sending === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method !== "post") return;
  form.dataset.sending = "true";
  const button = buttonOf(event);
  const byHtmx = isHtmx(form) || isHtmx(event.submitter);
  // Later: the value of the pressed button must still be sent, and another listener may stop the submit.
  setTimeout(() => {
    if (event.defaultPrevented && !byHtmx) release(form);
    else busy(button, true);
  });
  if (!byHtmx) setTimeout(() => release(form), FORGET_MS);
}, true);

for (const name of ["htmx:afterRequest", "htmx:validation:halted"]) {
  document.addEventListener(name, (event) => release(event.detail.elt?.closest?.("form") ?? event.target.closest?.("form")));
}
// Coming back to a page from the browser's memory: its forms are usable again.
addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

// A link with an icon may ask for a confirmation dialog instead of a second page: data-dialog="#id".
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (!opener) return;
  const dialog = document.querySelector(opener.dataset.dialog);
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
  }
});

focusAsked();
