// One file on its way to the server, told in percent; only XMLHttpRequest tells how far an upload is.
import { csrf } from "./dom.js";

/** 84 KB, 1.5 MB. */
export const sizeWords = (bytes) => {
  const units = ["B", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < 3) { size /= 1024; unit += 1; }
  return `${size >= 10 || unit === 0 ? Math.round(size) : size.toFixed(1).replace(".0", "")} ${units[unit]}`;
};

const bodyWith = (token) => {
  const body = new FormData();
  if (token) body.append("upload_token", token);
  return body;
};

/** Send a file; returns what can be aborted. One of `answered` and `lost` is called, then `ended`; an abort calls `ended` only. */
export const send = (file, { url, token, progress, answered, lost, ended }) => {
  const body = bodyWith(token);
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(Math.floor((event.loaded / event.total) * 100)));
  request.addEventListener("load", () => {
    let said = {};
    try { said = JSON.parse(request.responseText); } catch { /* a proxy's error page */ }
    answered(request.status, said);
  });
  request.addEventListener("error", lost);
  request.addEventListener("loadend", ended);
  request.open("POST", url);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("Accept", "application/json");
  request.send(body);
  return request;
};

/** Take back a file that arrived. Best effort: what nobody sends is swept away anyway. */
export const forget = (id, { url, token }) =>
  fetch(`${url}${id}/discard/`, {
    method: "POST", body: bodyWith(token), headers: { "X-CSRFToken": csrf() }, credentials: "same-origin", keepalive: true,
  }).catch(() => {});
