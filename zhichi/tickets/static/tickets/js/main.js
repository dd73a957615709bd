// Entry of the ticket pages.
import "./zc-attach.js";
import "./zc-fresh.js";
import "./zc-presence.js";
import "./desk.js";
import "./draft.js";
