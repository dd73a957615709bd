// Words that are taken to another page of this tab, once. A browser that refuses to keep them loses nothing else.

const NAME = "zc-carried-words";

/** Keep `text` for the page at `path`; whether the browser does. */
export const carry = (path, text) => {
  try { sessionStorage.setItem(NAME, JSON.stringify({ path, text })); return true; } catch { return false; }
};

/** What was carried to the page at `path`, else null; it is given once. */
export const carried = (path) => {
  try {
    const found = JSON.parse(sessionStorage.getItem(NAME));
    if (found?.path !== path) return null;
    sessionStorage.removeItem(NAME);
    return found.text;
  } catch { return null; }
};
