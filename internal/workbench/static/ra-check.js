// A form of which the server tells beside it what it would come to, while it is
// typed; nothing is saved. The form has a button that does the same without script.
const pause = 700; // milliseconds without a key

customElements.define("ra-check", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.check(), pause);
    });
  }

  disconnectedCallback() { clearTimeout(this.timer); }

  async check() {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("do", "check");
    const asked = this.asked = body.toString(), id = this.dataset.target;
    try {
      const answer = await fetch(this.form.getAttribute("action"), { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html"), next = page.getElementById(id);
      if (next && asked === this.asked) document.getElementById(id).replaceChildren(...next.childNodes);
    } catch {
      // The server cannot be reached: the next key tries again.
    }
  }
});
