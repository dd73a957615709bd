// <zc-passkey>: lets the browser make or use a passkey and sends the result with the form inside.
// data-do="create|get"; options stand in a JSON script (data-options="id") or come from data-url. Words: data-failed, data-unsupported.

class Passkey extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.button = this.querySelector("[data-go]");
    if (!window.webauthnJSON?.supported()) {
      this.button.disabled = true;
      this.say(this.dataset.unsupported);
      return;
    }
    this.button.addEventListener("click", (event) => this.go(event));
  }

  async go(event) {
    event.preventDefault();
    if (this.button.getAttribute("aria-busy") === "true") return;
    this.button.setAttribute("aria-busy", "true");
    this.say("");
    try {
      const options = await this.options();
      const credential = this.dataset.do === "create" ? await webauthnJSON.create(this.adapt(options)) : await webauthnJSON.get(options);
      this.form.elements.credential.value = JSON.stringify(credential);
      this.form.submit();
    } catch {
      // The browser says only "not allowed": cancelled, timed out, no such key. The words cover all three.
      this.button.removeAttribute("aria-busy");
      this.say(this.dataset.failed);
    }
  }

  async options() {
    if (this.dataset.url) {
      const response = await fetch(this.dataset.url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!response.ok) throw new Error(response.statusText);
      return (await response.json()).request_options;
    }
    const data = JSON.parse(document.getElementById(this.dataset.options).textContent);
    return this.dataset.do === "create" ? data.creation_options : data.request_options;
  }

  /** A passkey (the box "sign in with this key alone") must live on the device and ask for its owner. */
  adapt(options) {
    const alone = this.form.elements.passwordless?.checked ?? false;
    const wanted = (options.publicKey.authenticatorSelection ??= {});
    wanted.residentKey = alone ? "required" : "discouraged";
    wanted.requireResidentKey = alone;
    if (alone) wanted.userVerification = "required";
    return options;
  }

  say(text) {
    const place = this.querySelector("[data-say]");
    place.textContent = text ?? "";
    place.hidden = !text;
  }
}

customElements.define("zc-passkey", Passkey);
