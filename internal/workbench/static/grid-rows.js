// The rows of a grid: what the server said, what waits to be saved, and what can
// be undone. It knows nothing of how cells are drawn.

/**
 * @typedef {{id: string, title: string, width: number, frozen?: boolean, edit?: "level"|"mark"|"text"|"value", letter?: boolean}} Column
 * @typedef {{id: string, kind?: string, depth?: number, cells: string[], revs: Record<string, string>, url: string}} Row
 * @typedef {{row: string, col: string, value: string, rev: string, state: "waits"|"sent"|"conflict"|"refused", message?: string}} Edit
 * @typedef {{row: string, col: string, before: string, after: string}} Step
 */

const retryFirst = 2000, retryLast = 30000;

export class Rows extends EventTarget {
  /**
   * @param {string} source address of the rows
   * @param {string} sink address to which edits are sent
   */
  constructor(source, sink) {
    super();
    this.source = source;
    this.sink = sink;
    /** @type {Column[]} */ this.columns = [];
    /** @type {Row[]} */ this.all = [];
    /** Those that no folded row hides. @type {Row[]} */ this.list = [];
    /** @type {Map<string, Row>} */ this.byId = new Map();
    /** Rows with deeper ones below them. @type {Set<string>} */ this.parents = new Set();
    /** @type {Set<string>} */ this.folded = new Set();
    /** @type {Map<string, number>} */ this.index = new Map();
    /** @type {Map<string, Edit>} */ this.edits = new Map();
    /** @type {Step[][]} */ this.done = [];
    /** @type {Step[][]} */ this.undone = [];
    /** @type {Record<string, string>} */ this.texts = {};
    this.editable = false;
    this.revision = 0;
    this.reason = "";
    this.wait = 0;
    this.sending = false;
  }

  /** Reads the rows, and takes up what an earlier visit could not save. */
  async load() {
    const answer = await fetch(this.source, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    this.take(await answer.json());
    this.recall();
  }

  /** @param {{columns: Column[], rows: Row[], texts: Record<string, string>, editable: boolean, revision: number}} data */
  take(data) {
    Object.assign(this, { columns: data.columns, all: data.rows, texts: data.texts, editable: data.editable, revision: data.revision });
    this.byId = new Map(this.all.map((r) => [r.id, r]));
    this.parents = new Set(this.all.filter((r, i) => (this.all[i + 1]?.depth ?? 0) > (r.depth ?? 0)).map((r) => r.id));
    this.lay();
  }

  /** Lists the rows that no folded row hides. */
  lay() {
    let most = Infinity; // depth of a row that is shown
    this.list = this.all.filter((r) => {
      if ((r.depth ?? 0) > most) return false;
      most = this.folded.has(r.id) ? r.depth ?? 0 : Infinity;
      return true;
    });
    this.index = new Map(this.list.map((r, i) => [r.id, i]));
  }

  /** Folds what is below a row, or unfolds it. @param {string} id */
  fold(id) {
    if (!this.folded.delete(id) && this.parents.has(id)) this.folded.add(id);
    this.lay();
  }

  /** Folds what is below every row, or unfolds all. @param {boolean} on */
  foldAll(on) {
    this.folded = new Set(on ? this.parents : []);
    this.lay();
  }

  /** Where a row stands, or the folded one that hides it. @param {string} id */
  place(id) {
    let at = this.all.indexOf(this.byId.get(id));
    while (at > 0 && !this.index.has(this.all[at].id)) at--;
    return this.index.get(this.all[at]?.id) ?? 0;
  }

  get key() { return "sekisho-edits " + this.sink; }

  recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      if (!kept || !this.editable) return;
      this.reason ||= kept.reason;
      for (const e of kept.edits) if (this.byId.has(e.row)) this.edits.set(e.row + " " + e.col, { ...e, state: "waits" });
      if (this.edits.size > 0) this.send();
    } catch { localStorage.removeItem(this.key); }
  }

  /** Keeps what is not saved yet where a reload finds it. */
  keep() {
    if (this.edits.size === 0) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, JSON.stringify({ reason: this.reason, edits: [...this.edits.values()] }));
  }

  /** @param {number} row @param {number} col @returns {Edit|undefined} */
  edit(row, col) { return this.edits.get(this.list[row].id + " " + this.columns[col].id); }

  /** What a cell shows. @param {number} row @param {number} col */
  shown(row, col) {
    const e = this.edit(row, col);
    return e && (e.value !== "" || this.columns[col].edit === "text") ? e.value : this.list[row].cells[col];
  }

  /** What is written in a cell; empty where its value is derived. @param {number} row @param {number} col */
  written(row, col) {
    const e = this.edit(row, col);
    if (e) return e.value;
    return this.judged(row, col) || !["level", "value"].includes(this.columns[col].edit) ? this.list[row].cells[col] : "";
  }

  /** @param {number} row @param {number} col */
  judged(row, col) { return (this.list[row].revs[this.columns[col].id] ?? "-") !== "-"; }

  /** Whether a cell is one of those that can be edited. @param {number} row @param {number} col */
  open(row, col) { return Boolean(this.columns[col].edit) && this.columns[col].id in this.list[row].revs; }

  /** @param {number} row @param {number} col */
  mayEdit(row, col) { return this.editable && this.open(row, col); }

  /** The value as it is sent. @param {number} col @param {string} text */
  normal(col, text) {
    const edit = this.columns[col].edit;
    if (edit === "text" || edit === "value") return text.trim();
    const plain = text.normalize("NFKC").trim();
    if (edit !== "mark") return plain;
    return /^[○〇◯o]$/i.test(plain) ? "○" : /^[-ー―−×x]$/i.test(plain) ? "－" : plain;
  }

  /** @param {number} col @param {string} value */
  valid(col, value) {
    const edit = this.columns[col].edit;
    return edit === "level" ? /^[1-3]?$/.test(value) : edit !== "mark" || /^[○－]?$/.test(value);
  }

  /**
   * Changes cells, as one step of undo.
   * @param {{row: number, col: number, value: string}[]} changes
   * @returns {number} how many cells changed
   */
  change(changes) {
    /** @type {Step[]} */ const steps = [];
    for (const c of changes) {
      if (!this.mayEdit(c.row, c.col)) continue;
      const after = this.normal(c.col, c.value), before = this.written(c.row, c.col);
      if (after === before || (before === "" && after === this.list[c.row].cells[c.col])) continue;
      steps.push({ row: this.list[c.row].id, col: this.columns[c.col].id, before, after });
    }
    if (steps.length > 0) {
      this.done.push(steps);
      this.undone = [];
      this.put(steps.map((s) => ({ row: s.row, col: s.col, value: s.after })));
    }
    return steps.length;
  }

  /** Takes the last step back. */
  undo() { return this.step(this.done, this.undone, "before"); }

  /** Does again what was taken back. */
  redo() { return this.step(this.undone, this.done, "after"); }

  /** @param {Step[][]} from @param {Step[][]} to @param {"before"|"after"} which */
  step(from, to, which) {
    const steps = from.pop();
    if (!steps) return 0;
    to.push(steps);
    this.put(steps.map((s) => ({ row: s.row, col: s.col, value: s[which] })));
    return steps.length;
  }

  /** @param {{row: string, col: string, value: string}[]} values */
  put(values) {
    for (const v of values) {
      const row = this.byId.get(v.row);
      if (!row) continue;
      const col = this.columns.findIndex((c) => c.id === v.col), key = v.row + " " + v.col;
      /** @type {Edit} */ const e = { ...v, rev: row.revs[v.col] ?? "-", state: "waits" };
      if (!this.valid(col, v.value)) Object.assign(e, { state: "refused", message: this.columns[col].edit === "mark" ? this.texts.bad_mark : this.texts.bad_level });
      this.edits.set(key, e);
    }
    this.keep();
    this.tell("cells");
    this.send();
  }

  /** Gives up an edit of a cell. @param {Edit} e */
  drop(e) {
    this.edits.delete(e.row + " " + e.col);
    this.keep();
    this.tell("cells");
  }

  /** Sends again what was refused or stood against another value. @param {Edit} e */
  insist(e) {
    const row = this.byId.get(e.row);
    if (row) this.edits.set(e.row + " " + e.col, { ...e, rev: row.revs[e.col] ?? "-", state: "waits", message: undefined });
    this.send();
  }

  /** @param {string} reason */
  because(reason) {
    this.reason = reason.trim();
    for (const e of this.edits.values()) if (e.state === "refused" && e.message === this.texts.no_reason) e.state = "waits";
    this.send();
  }

  tell(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }

  /** Sends what waits; one request at a time. */
  async send() {
    if (this.sending) return;
    const now = [...this.edits.values()].filter((e) => e.state === "waits");
    if (now.length === 0) return;
    this.sending = true;
    clearTimeout(this.timer);
    for (const e of now) e.state = "sent";
    this.tell("state", { text: this.texts.saving });
    try {
      const answer = await fetch(this.sink, {
        method: "PATCH", headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ revision: this.revision, reason: this.reason, cells: now.map(({ row, col, value, rev }) => ({ row, col, value, rev })) }),
      });
      if (!answer.ok) return this.failed(now, answer.status, await answer.json().catch(() => ({})));
      this.settle(now, await answer.json());
    } catch {
      return this.failed(now, 0, {});
    } finally {
      this.sending = false;
    }
    this.send();
  }

  /** @param {Edit[]} sent @param {any} answer */
  settle(sent, answer) {
    this.wait = 0;
    this.revision = answer.revision;
    for (const r of answer.rows) Object.assign(this.byId.get(r.id) ?? {}, r);
    for (const e of sent) if (e.state === "sent" && this.edits.get(e.row + " " + e.col) === e) this.edits.delete(e.row + " " + e.col);
    for (const x of answer.unsaved) {
      const e = sent.find((s) => s.row === x.row && s.col === x.col), key = x.row + " " + x.col;
      if (e && !this.edits.has(key)) this.edits.set(key, { ...e, state: x.conflict ? "conflict" : "refused", message: x.message });
    }
    this.keep();
    this.tell("cells");
    this.tell("state", { text: answer.summary, unsaved: answer.unsaved.length > 0 });
  }

  /** @param {Edit[]} sent @param {number} status @param {{detail?: string}} problem */
  failed(sent, status, problem) {
    const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
    for (const e of sent) {
      if (this.edits.get(e.row + " " + e.col) !== e) continue;
      e.state = final ? "refused" : "waits";
      if (final) e.message = problem.detail ?? String(status);
    }
    this.keep();
    this.tell("cells");
    if (final) return this.tell("state", { text: problem.detail ?? String(status), unsaved: true });
    this.wait = Math.min(retryLast, this.wait * 2 || retryFirst);
    this.timer = setTimeout(() => this.send(), this.wait);
    this.tell("state", { text: this.texts.offline, unsaved: true });
  }
}
