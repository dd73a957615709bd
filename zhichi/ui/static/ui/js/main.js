// Entry: defines the custom elements and what all pages share. Each element has a module of its own.
import "./zc-app.js";
import "./zc-composer.js";
import "./zc-dialog.js";
import "./zc-keys.js";
import "./zc-live.js";
import "./zc-menu.js";
import "./zc-palette.js";
import "./zc-print.js";
import "./zc-rows.js";
import "./zc-tabs.js";
import "./zc-theme.js";
import "./zc-time.js";
import "./zc-toasts.js";
import "./zc-upload.js";
import "./requests.js";
import "./tables.js";
