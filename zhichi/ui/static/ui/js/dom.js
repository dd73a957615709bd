// Small things every module needs.

/** The anti-forgery token of this page. */
export const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** POST a form body (object or FormData) with the token; resolves to the response, rejects when the network is down. */
export const post = (url, body = {}, options = {}) =>
  fetch(url, {
    method: "POST",
    body: body instanceof FormData ? body : new URLSearchParams(body),
    headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch", ...options.headers },
    credentials: "same-origin",
    ...(options.keepalive ? { keepalive: true } : {}),
  });

/** Whether a key belongs to an input method that is still composing (isComposing, or 229 in older browsers). */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** Whether typing goes into `node`. */
export const isField = (node) =>
  node instanceof Element && node.closest('input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select, [contenteditable="true"]') !== null;

/** Read and write this device's storage; a refusal (private window, full) is no error. */
export const keep = {
  get(name) {
    try { return localStorage.getItem(name); } catch { return null; }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
      return true;
    } catch { return false; }
  },
};

/** Let assistive technology hear `text` once, politely. */
export const announce = (text) => {
  const region = document.getElementById("announce");
  if (region) region.textContent = text;
};

/** Hours and minutes of the device's clock, 24 hours. */
export const clock = (date = new Date()) => date.toTimeString().slice(0, 5);
