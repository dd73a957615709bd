// The row of one file: what it shows and the parts that change while the file travels.
import { sizeWords } from "./sending.js";

/** A copy of the template for `file`, with its parts at hand. */
export const rowOf = (file, template) => {
  const row = template.content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(`[data-${name}]`);
  const one = { file, row, state: "queued", words: "", bar: row.querySelector("progress"), said: part("said"), retry: part("retry"), drop: part("drop") };
  part("name").textContent = file.name;
  part("size").textContent = sizeWords(file.size);
  one.bar.setAttribute("aria-label", file.name);
  one.retry.setAttribute("aria-label", `${one.retry.textContent.trim()} ${file.name}`);
  return one;
};

/** What the button at its end does. */
export const label = (one, verb) => {
  one.drop.setAttribute("aria-label", `${verb} ${one.file.name}`);
  one.drop.title = verb;
};

/** What is wrong with the file; empty for nothing. */
export const say = (one, words) => {
  one.said.textContent = words;
  one.said.hidden = !words;
};
