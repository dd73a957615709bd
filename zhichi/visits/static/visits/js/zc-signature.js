// <zc-signature>: a name drawn by finger, pen or mouse becomes a PNG in the form; the fields follow how it is signed.
class Signature extends HTMLElement {
  strokes = [];
  undone = [];
  stroke = null;

  connectedCallback() {
    this.pad = this.querySelector("canvas");
    this.field = this.querySelector("input[name=signature]");
    this.state = this.querySelector("[data-state]");
    this.pen = this.pad.getContext("2d");
    this.pad.addEventListener("pointerdown", (event) => this.begin(event));
    this.pad.addEventListener("pointermove", (event) => this.draw(event));
    for (const name of ["pointerup", "pointercancel"]) this.pad.addEventListener(name, () => this.end());
    // A quick last stroke would count as a fling, and the browser would swallow the next tap on a button.
    this.pad.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("change", () => this.follow());
    this.restore();
    this.follow();
  }

  // The form's fields were filled anew from what the device kept.
  again() {
    this.strokes = [];
    this.undone = [];
    this.ground = null;
    this.restore();
    this.follow();
  }

  // What was drawn before the form was refused comes back.
  restore() {
    if (!this.field.value.startsWith("data:image/png;base64,")) return this.buttons();
    const picture = new Image();
    picture.addEventListener("load", () => {
      this.ground = picture;
      this.paint();
      this.buttons();
    });
    picture.src = this.field.value;
    this.say("drawn");
    return this.buttons();
  }

  follow() {
    const chosen = this.querySelector("input[name=signed]:checked")?.value ?? "drawn";
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(chosen);
  }

  begin(event) {
    if (event.button > 0) return;
    event.preventDefault();
    this.pad.setPointerCapture(event.pointerId);
    this.stroke = [this.place(event)];
    this.strokes.push(this.stroke);
    this.undone = [];
    this.paint();
  }

  draw(event) {
    if (!this.stroke) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.stroke.push(this.place(each));
    this.paint();
  }

  end() {
    if (!this.stroke) return;
    this.stroke = null;
    this.keep();
  }

  press({ target }) {
    const button = target.closest("button");
    if (button?.matches("[data-clear]")) {
      this.strokes = [];
      this.undone = [];
      this.ground = null;
    } else if (button?.matches("[data-undo]")) {
      if (this.strokes.length) this.undone.push(this.strokes.pop());
    } else if (button?.matches("[data-redo]")) {
      if (this.undone.length) this.strokes.push(this.undone.pop());
    } else return;
    this.paint();
    this.keep();
  }

  place({ clientX, clientY }) {
    const box = this.pad.getBoundingClientRect();
    return [((clientX - box.left) * this.pad.width) / box.width, ((clientY - box.top) * this.pad.height) / box.height];
  }

  paint() {
    const { pen, pad } = this;
    pen.clearRect(0, 0, pad.width, pad.height);
    if (this.ground) pen.drawImage(this.ground, 0, 0, pad.width, pad.height);
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(pad).color });
    for (const [first, ...rest] of this.strokes) {
      pen.beginPath();
      pen.moveTo(...first);
      for (const point of rest.length ? rest : [first]) pen.lineTo(...point);
      pen.stroke();
    }
  }

  keep() {
    const has = this.strokes.length > 0 || Boolean(this.ground);
    const had = this.field.value !== "";
    this.field.value = has ? this.pad.toDataURL("image/png") : "";
    this.say(has ? "drawn" : had ? "cleared" : "empty");
    this.buttons();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(what) {
    this.state.textContent = this.dataset[what];
  }

  buttons() {
    this.querySelector("[data-undo]").disabled = !this.strokes.length;
    this.querySelector("[data-redo]").disabled = !this.undone.length;
    this.querySelector("[data-clear]").disabled = !this.strokes.length && !this.ground;
  }
}

customElements.define("zc-signature", Signature);
