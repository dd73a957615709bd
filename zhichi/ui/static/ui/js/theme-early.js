// Runs before the first paint: the choice kept on this device, when the account has none of its own.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme) return;
  try {
    const kept = localStorage.getItem("zc-theme");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch {
    // Storage may be forbidden; the device's own theme is right then.
  }
})();
