// Saves the answers of a questionnaire while they are given: each answer when it
// changes, again when a connection was lost, and after a reload of the page. Only
// answers that were touched are sent, so that those of others are left alone. The
// form works without it.
const wait = [2000, 4000, 8000, 15000];

customElements.define("ra-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.said = this.querySelector("[data-said]");
    this.base = this.form.elements.base.value;
    this.dirty = new Map(); // id of the question → number of the last edit
    this.held = new Set(); // questions that two people answered differently
    this.edits = 0;
    this.failures = 0;
    this.key = "sekisho" + this.form.action;
    this.known = new Map(this.questions().map(q => [q.dataset.question, JSON.stringify(this.read(q))]));
    this.restore();
    this.form.addEventListener("input", e => this.touch(e.target, 800));
    this.form.addEventListener("change", e => this.touch(e.target, 0));
    this.form.addEventListener("submit", () => { this.leaving = true; });
    addEventListener("online", () => this.save());
    addEventListener("beforeunload", e => { if (this.dirty.size && !this.leaving) e.preventDefault(); });
  }

  questions() { return [...this.querySelectorAll("[data-question]")]; }
  question(id) { return this.querySelector(`[data-question="${CSS.escape(id)}"]`); }
  field(q, kind) { return this.form.elements[kind + "." + q.dataset.question]; }
  read(q) { return ["s", "e", "v", "n"].map(kind => this.field(q, kind).value); }

  write(q, values) {
    ["s", "e", "v", "n"].forEach((kind, i) => {
      if (kind === "s" && !values[i]) this.field(q, kind).forEach(x => { x.checked = false; });
      else this.field(q, kind).value = values[i];
    });
  }

  touch(target, after) {
    const q = target.closest("[data-question]");
    if (!q) return;
    this.dirty.set(q.dataset.question, ++this.edits);
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), after);
  }

  // keep holds what is not saved where a reload finds it, in this tab alone.
  keep() {
    if (!this.dirty.size) return sessionStorage.removeItem(this.key);
    const values = [...this.dirty.keys()].map(id => [id, this.read(this.question(id))]);
    sessionStorage.setItem(this.key, JSON.stringify({base: this.base, values}));
  }

  restore() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept) return;
    const {base, values} = JSON.parse(kept);
    this.base = base;
    for (const [id, answer] of values) {
      const q = this.question(id);
      if (!q) continue;
      this.write(q, answer);
      this.dirty.set(id, ++this.edits);
    }
    this.say(this.dataset.restored);
    this.save();
  }

  say(text) { this.said.textContent = text; }

  async save() {
    clearTimeout(this.timer);
    const sent = new Map([...this.dirty].filter(([id]) => !this.held.has(id)));
    if (!sent.size || this.saving) return;
    const body = new URLSearchParams({base: this.base});
    for (const id of sent.keys()) {
      body.append("q", id);
      const values = this.read(this.question(id));
      ["s", "e", "v", "n"].forEach((kind, i) => body.append(kind + "." + id, values[i]));
    }
    this.saving = true;
    this.say(this.dataset.saving);
    let answer;
    try {
      const response = await fetch(this.form.action, {method: "POST", body, headers: {Accept: "application/json"}});
      if (response.status >= 500) throw new Error(response.statusText);
      answer = response.headers.get("Content-Type")?.endsWith("json") ? await response.json() : {refused: response.statusText};
    } catch {
      this.saving = false;
      this.say(this.dataset.lost);
      this.timer = setTimeout(() => this.save(), wait[Math.min(this.failures++, wait.length - 1)]);
      return;
    }
    this.saving = false;
    this.failures = 0;
    this.take(answer, sent);
  }

  // take shows what became of what was sent.
  take(answer, sent) {
    if (answer.refused || answer.detail) return this.say(answer.refused || answer.detail);
    this.base = this.form.elements.base.value = String(answer.base);
    for (const [id, edit] of sent) {
      if (this.dirty.get(id) === edit && !answer.wrong[id] && !answer.clashes[id]) this.dirty.delete(id);
    }
    for (const a of answer.answers) this.other(a, answer, sent);
    const progress = document.querySelector("[data-progress]");
    if (progress) progress.textContent = answer.progress;
    this.say(answer.saved ?? "");
    this.keep();
    if ([...this.dirty.keys()].some(id => !this.held.has(id) && !answer.wrong[id])) this.timer = setTimeout(() => this.save(), 300);
  }

  // other brings in what somebody else answered meanwhile, or asks where it differs.
  other(a, answer, sent) {
    const q = this.question(a.id), now = JSON.stringify([a.s, a.e, a.v, a.n]);
    const moved = now !== this.known.get(a.id) && !sent.has(a.id);
    const clash = answer.clashes[a.id] ?? (moved && this.dirty.has(a.id) ? `${this.dataset.again}` : "");
    const earlier = q.hasAttribute("data-earlier") && !a.s;
    if (!this.dirty.has(a.id) && !earlier) {
      // What somebody is typing is left alone.
      const typing = document.activeElement?.matches("textarea") && q.contains(document.activeElement);
      if (!typing && now !== JSON.stringify(this.read(q))) this.write(q, [a.s, a.e, a.v, a.n]);
      q.removeAttribute("data-earlier");
      q.querySelector(".earlier")?.remove();
    }
    this.known.set(a.id, now);
    const wrong = q.querySelector("[data-wrong]"), text = answer.wrong[a.id] ?? clash;
    if (this.held.has(a.id) && !text) return;
    wrong.hidden = !text;
    wrong.textContent = text;
    if (!clash) return;
    this.held.add(a.id);
    for (const [label, values] of [[this.dataset.mine, null], [this.dataset.theirs, [a.s, a.e, a.v, a.n]]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => this.choose(a.id, values));
      wrong.append(" ", button);
    }
  }

  choose(id, values) {
    const q = this.question(id);
    this.held.delete(id);
    q.querySelector("[data-wrong]").hidden = true;
    if (values) {
      this.write(q, values);
      this.dirty.delete(id);
      this.keep();
    }
    q.querySelector("input[type=radio]:checked, select")?.focus();
    this.save();
  }
});
