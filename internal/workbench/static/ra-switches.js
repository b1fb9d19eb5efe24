// Shows what becomes of the letters as soon as a countermeasure is switched; the
// address says what is switched. The form works without it.
customElements.define("ra-switches", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("change", () => this.show());
  }

  async show() {
    const address = this.form.getAttribute("action");
    const query = new URLSearchParams(new FormData(this.form)).toString();
    const to = address + (address.includes("?") ? "&" : "?") + query;
    this.asked = to;
    try {
      const answer = await fetch(to, {headers: {Accept: "text/html"}});
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (this.asked !== to) return; // switched again meanwhile
      this.querySelector("#what-if").replaceChildren(...page.getElementById("what-if").childNodes);
      history.replaceState(null, "", to);
    } catch {
      // The server cannot be reached: the button of the form tries again.
    }
  }
});
