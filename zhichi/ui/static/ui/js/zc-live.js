// <zc-live src>: listens to server-sent events {"stream": "ticket:12"} and fires live:ticket:12 and live:ticket on the
// body, so that hx-trigger="live:ticket:12 from:body" refetches. Bursts are joined; a lost connection is opened again.
import { announce } from "./dom.js";

const JOIN_MS = 400;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;

class Live extends HTMLElement {
  connectedCallback() {
    this.waiting = new Set();
    this.retry = FIRST_RETRY_MS;
    this.wake = () => this.#wake();
    document.addEventListener("visibilitychange", this.wake);
    addEventListener("online", this.wake);
    addEventListener("pagehide", () => this.source?.close(), { once: true });
    this.#open();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.wake);
    removeEventListener("online", this.wake);
    clearTimeout(this.again);
    this.source?.close();
  }

  #open() {
    clearTimeout(this.again);
    this.source?.close();
    const address = new URL(this.getAttribute("src"), location.href);
    // The server tells what changed while the connection was away.
    if (this.lastId) address.searchParams.set("since", this.lastId);
    const source = new EventSource(address);
    this.source = source;
    source.onopen = () => this.#opened();
    source.onmessage = (event) => {
      this.lastId = event.lastEventId || this.lastId;
      this.#message(event.data);
    };
    source.onerror = () => this.#lost(source);
  }

  #opened() {
    this.retry = FIRST_RETRY_MS;
    if (this.dataset.state === "lost") this.#fire("live:reconnected");
    this.dataset.state = "open";
    document.body.removeAttribute("data-offline");
  }

  #lost(source) {
    source.close();
    if (this.dataset.state === "open" && this.dataset.lost) announce(this.dataset.lost);
    this.dataset.state = "lost";
    document.body.setAttribute("data-offline", "");
    // Spread over time, so that a restarted server is not met by everybody at once.
    const wait = this.retry * (0.5 + Math.random());
    this.retry = Math.min(this.retry * 2, LAST_RETRY_MS);
    this.again = setTimeout(() => this.#open(), wait);
  }

  #wake() {
    if (document.hidden) return;
    if (this.dataset.state === "lost") this.#open();
    if (this.waiting.size) this.#flush();
  }

  #message(data) {
    let stream;
    try {
      ({ stream } = JSON.parse(data));
    } catch {
      return;
    }
    if (typeof stream !== "string") return;
    // "*": too much changed to name it all.
    if (stream === "*") {
      this.#fire("live:reconnected");
      return;
    }
    this.waiting.add(stream);
    this.timer ??= setTimeout(() => this.#flush(), JOIN_MS);
  }

  #flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    // A hidden page waits: it refetches once when somebody looks at it again.
    if (document.hidden) return;
    const streams = [...this.waiting];
    this.waiting.clear();
    for (const stream of streams) this.#fire(`live:${stream}`, { stream });
    for (const kind of new Set(streams.map((stream) => stream.split(":")[0]))) {
      if (!streams.includes(kind)) this.#fire(`live:${kind}`, { streams });
    }
  }

  #fire(name, detail = {}) {
    document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

customElements.define("zc-live", Live);
