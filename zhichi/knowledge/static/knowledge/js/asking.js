// The one dialog of the editor: an address or an article, and the words that are shown for it.
const ADDRESS = /^(https?:\/\/|mailto:|tel:|#|\/(?!\/))\S+$/i;
const NUMBER = /^kb[-\s]?0*(\d{1,12})$/i;
const HOST = /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/;
const ASK_AFTER_MS = 250;

/** The address that was meant: an article's number leads to its page, a bare host gets its https; null for none. */
export function addressOf(typed) {
  const text = typed.trim();
  const number = NUMBER.exec(text);
  if (number) return `/kb/${number[1]}/`;
  if (ADDRESS.test(text)) return text;
  return HOST.test(text) ? `https://${text}` : null;
}

/**
 * Ask; resolves to {href, words}, or null when the dialog was left. `kind` is "link", "video" or "describe" (words
 * alone). An emptied address is allowed for a link: it takes the link away.
 */
export function ask({ kind, href = "", words = "", mayShow = true }) {
  const dialog = document.querySelector("#kb-ask");
  const address = dialog.querySelector("#kb-ask-address");
  const shown = dialog.querySelector("#kb-ask-words");
  const error = dialog.querySelector("#kb-ask-error");
  const found = dialog.querySelector("[data-found]");
  dialog.querySelector("h2").textContent = dialog.dataset[kind];
  dialog.querySelector("[data-part=address]").hidden = kind === "describe";
  dialog.querySelector("[data-part=words]").hidden = !mayShow;
  dialog.querySelector("[data-for=link]").hidden = kind !== "link";
  [address.value, shown.value, error.hidden] = [href, words, true];
  found.replaceChildren();
  const ended = new AbortController();
  const { signal } = ended;
  let answer = null;
  let timer;

  const offer = async () => {
    const typed = address.value.trim();
    const rows = kind === "link" && typed.length > 1 && !ADDRESS.test(typed) ? await articles(dialog, typed) : [];
    if (address.value.trim() === typed) found.replaceChildren(...rows.map((row) => entry(row, take)));
  };
  const take = (row) => {
    answer = { href: row.href, words: shown.value.trim() || row.title };
    dialog.close();
  };
  address.addEventListener("input", () => {
    error.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(offer, ASK_AFTER_MS);
  }, { signal });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close(), { signal });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const meant = addressOf(address.value);
    const removes = kind === "link" && !address.value.trim();
    if (kind !== "describe" && !meant && !removes) {
      event.preventDefault();
      error.hidden = false;
      address.focus();
      return;
    }
    answer = { href: meant ?? "", words: shown.value.trim() };
  }, { signal });
  dialog.showModal();
  (kind === "describe" ? shown : address).select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      clearTimeout(timer);
      ended.abort();
      resolve(answer);
    }, { once: true });
  });
}

async function articles(dialog, query) {
  try {
    const answer = await fetch(`${dialog.dataset.articles}?q=${encodeURIComponent(query)}`);
    return answer.ok ? (await answer.json()).articles : [];
  } catch {
    return []; // without a network an address can still be typed
  }
}

function entry(row, take) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const number = document.createElement("span");
  button.type = "button";
  button.className = "btn btn-ghost btn-block";
  number.className = "mono quiet";
  number.textContent = row.number;
  button.append(number, row.title);
  button.addEventListener("click", () => take(row));
  item.append(button);
  return item;
}
