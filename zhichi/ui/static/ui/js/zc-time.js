// <zc-time>: one per page. Keeps the words of every <time data-when> fresh, once a minute, as the server writes them,
// and says "minute" on the body, for whatever only the server can count (time left by a working calendar).

const MINUTE = 60_000;

/** Words for `moment` at `now` in `zone`, or null when the server's own words stay true (older than yesterday). */
export const wordsFor = (moment, now, { style, zone, words }) => {
  const passed = now - moment;
  if (style === "relative" && passed >= 0 && passed < 60 * MINUTE) {
    const count = Math.floor(passed / MINUTE);
    return count === 0 ? words.now : words.minutes.replace("{n}", count);
  }
  const day = (date) => new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(date);
  if (passed < 0) return null;
  if (day(moment) === day(now)) {
    const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(moment);
    return style === "short" ? time : words.today.replace("{time}", time);
  }
  // Yesterday is the day 24 hours back by the calendar of the zone: noon of today minus a day is always in it.
  const before = new Date(new Date(`${day(now)}T12:00:00Z`) - 24 * 60 * MINUTE).toISOString().slice(0, 10);
  return day(moment) === before ? words.yesterday : null;
};

class Time extends HTMLElement {
  connectedCallback() {
    this.words = { ...this.dataset };
    this.tick = () => {
      if (document.hidden) return;
      this.refresh();
      document.body.dispatchEvent(new CustomEvent("minute"));
    };
    this.timer = setInterval(this.tick, MINUTE);
    document.addEventListener("visibilitychange", this.tick);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.tick);
  }

  refresh() {
    const now = new Date();
    for (const time of document.querySelectorAll("time[data-when]")) {
      const text = wordsFor(new Date(time.dateTime), now, { style: time.dataset.when, zone: this.dataset.zone, words: this.words });
      if (text !== null && time.textContent !== text) time.textContent = text;
    }
  }
}

customElements.define("zc-time", Time);
