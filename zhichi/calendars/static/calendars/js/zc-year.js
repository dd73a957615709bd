// <zc-year>: one stop of the Tab key for a whole year. Arrows move by days and weeks, Page Up and Down by months, Home and
// End to the ends of the year. Without this script every day is a plain link.
class Year extends HTMLElement {
  connectedCallback() {
    this.days = [...this.querySelectorAll("a.cal-day")];
    if (!this.days.length) return;
    this.#stop(this.days.find((day) => day.hasAttribute("aria-current")) ?? this.days[0]);
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusin", (event) => {
      const day = event.target.closest("a.cal-day");
      if (day) this.#stop(day);
    });
  }

  #stop(here) {
    for (const day of this.days) day.tabIndex = day === here ? 0 : -1;
    this.here = here;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("a.cal-day")) return;
    const at = this.days.indexOf(this.here);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -30, PageDown: 30, Home: -at, End: this.days.length };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.days[Math.max(0, Math.min(at + steps[event.key], this.days.length - 1))].focus();
  }
}

customElements.define("zc-year", Year);
