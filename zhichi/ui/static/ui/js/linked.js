// Files that a letter only links to, because together they are too large for it.
import { sizeWords } from "./sending.js";

/** Say so beside the largest of `rows`, until the rest fits into `data-mail-bytes` of the input: as the server does it. */
export const markLinked = (rows, input, form) => {
  const { mailBytes, asLink } = input.dataset;
  if (!mailBytes) return;
  const sent = rows.filter((one) => one.state !== "refused");
  const isMailed = !input.disabled && form.dataset.kind !== "note";
  let total = isMailed ? sent.reduce((sum, one) => sum + one.file.size, 0) : 0;
  for (const one of [...sent].sort((a, b) => b.file.size - a.file.size)) {
    const linked = total > Number(mailBytes);
    if (linked) total -= one.file.size;
    const size = sizeWords(one.file.size);
    one.row.querySelector("[data-size]").textContent = linked ? `${size} · ${asLink}` : size;
  }
};
