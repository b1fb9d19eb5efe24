// A text of the report while it is written: shows how it will read, and holds what
// is not saved where a reload finds it, in this tab alone. The form works without it.
// Whoever saves one text leaves the others to the tab, which gives them back: no
// warning is needed then.
let saving = false;
addEventListener("pageshow", () => { saving = false; });

const pause = 700; // milliseconds without a key before the preview is made

customElements.define("ra-prose", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.key = "sekisho" + location.pathname + "#" + this.dataset.id;
    this.first = this.state();
    if (new URLSearchParams(location.search).get("saved") === this.dataset.id) sessionStorage.removeItem(this.key);
    this.restore();
    this.form.addEventListener("input", () => this.touch());
    this.form.addEventListener("submit", () => { saving = true; });
    addEventListener("beforeunload", e => { if (this.state() !== this.first && !saving && !this.leaving) e.preventDefault(); });
  }

  fields() { return ["ja", "en"].map(name => this.form.elements[name]); }
  state() { return JSON.stringify([...this.fields().map(f => f.value), this.form.elements.public.checked]); }

  touch() {
    if (this.state() === this.first) sessionStorage.removeItem(this.key);
    else sessionStorage.setItem(this.key, this.state());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.preview(), pause);
  }

  restore() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept || kept === this.first) return;
    const [ja, en, isPublic] = JSON.parse(kept);
    this.fields().forEach((f, i) => { f.value = [ja, en][i]; });
    this.form.elements.public.checked = isPublic;
    this.closest("details").open = true;
    this.querySelector("[data-said]").textContent = this.dataset.restored;
    this.preview();
  }

  async preview() {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("do", "preview");
    const asked = this.asked = this.state();
    try {
      const answer = await fetch(this.form.getAttribute("action").split("#")[0], {method: "POST", body});
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("preview-" + this.dataset.id);
      if (next && asked === this.asked) this.querySelector(".preview").replaceChildren(...next.childNodes);
    } catch {
      // The server cannot be reached: the preview stays as it was, and so does the text.
    }
  }
});
