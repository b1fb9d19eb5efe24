// <ra-grid rows="…" cells="…">: a sheet that is edited as in a spreadsheet. The
// active cell always holds a focused native field, so that an input method works
// from the first key. Only the rows in sight are in the document. What stands
// inside the element before is the same table without script.
import { Rows } from "./grid-rows.js";
import { Inspector } from "./grid-inspector.js";
import { Printer } from "./grid-print.js";
import { format, html, parse } from "./tsv.js";

/** @typedef {import("./grid-rows.js").Edit} Edit */

const spare = 6, askFrom = 500;
/** Pixels of a row, by the lines that its texts may take. */
const heights = { 1: 32, 2: 48, 3: 66 }, linesKey = "sekisho-lines";

/** The keys, in the order of the lines of the text that tells what they do. */
const keys = ["↑ ↓ ← →", "Tab", "Enter", "F2", "Esc", "Shift+↑ ↓ ← →", "Delete", "Ctrl+C", "Ctrl+V", "Ctrl+Z", "Ctrl+Y", "Ctrl+D", "Ctrl+R", "Ctrl+Enter", "Ctrl+Home", "Ctrl+End", "Space"];

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node|string)} inside */
function make(tag, attributes = {}, ...inside) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...inside);
  return e;
}

class RaGrid extends HTMLElement {
  async connectedCallback() {
    if (this.rows) return;
    this.rows = new Rows(this.getAttribute("rows"), this.getAttribute("cells"));
    this.at = { row: 0, col: 0 };
    this.anchor = { row: 0, col: 0 };
    /** @type {"move"|"type"|"edit"} */ this.mode = "move";
    /** @type {Map<number, HTMLElement>} */ this.drawn = new Map();
    try { await this.rows.load(); } catch { return; } // the table stays
    this.build();
    this.rows.addEventListener("cells", () => this.refresh());
    this.printer = new Printer(this, this.rows);
    this.rows.addEventListener("state", (e) => this.say(e.detail.text, e.detail.unsaved));
    this.leaving = (e) => { if (this.rows.edits.size > 0) e.preventDefault(); };
    this.online = () => this.rows.send();
    addEventListener("beforeunload", this.leaving);
    addEventListener("online", this.online);
  }

  disconnectedCallback() {
    this.printer?.close();
    removeEventListener("beforeunload", this.leaving);
    removeEventListener("online", this.online);
    clearTimeout(this.rows?.timer);
  }

  // Building

  build() {
    const t = this.rows.texts;
    this.field = make("textarea", { rows: "1", class: "ra-grid__field", spellcheck: "false", autocomplete: "off", autocapitalize: "none" });
    this.head = this.header();
    this.body = make("div", { role: "rowgroup", class: "ra-grid__body" });
    this.tree = this.rows.parents.size > 0;
    this.sheet = make("div", { role: this.tree ? "treegrid" : "grid", class: "ra-grid__sheet", "aria-label": this.getAttribute("label") ?? "", "aria-multiselectable": "true",
      "aria-colcount": String(this.rows.columns.length) }, make("div", { role: "rowgroup", class: "ra-grid__top" }, this.head), this.body);
    this.scroller = make("div", { class: "ra-grid__scroll" }, this.sheet);
    this.state = make("span", { class: "ra-grid__state", role: "status" });
    this.problems = make("ul", { class: "ra-grid__problems" });
    this.link = make("a", { class: "button", href: "#" }, t.why);
    const bar = make("div", { class: "actions ra-grid__bar" });
    if (this.rows.editable) {
      this.reason = make("input", { id: "ra-grid-reason", maxlength: "2000", autocomplete: "off", spellcheck: "false" });
      this.reason.value = this.rows.reason;
      this.reason.addEventListener("change", () => this.rows.because(this.reason.value));
      bar.append(make("p", { class: "ra-grid__reason" }, make("label", { for: "ra-grid-reason" }, t.reason_for_all), this.reason),
        this.button(t.undo, () => this.rows.undo()), this.button(t.redo, () => this.rows.redo()));
    }
    bar.append(this.link, this.button(t.help, () => this.help()), ...this.tree ? this.folding() : [], this.lines(), this.state);
    for (const e of this.children) if (!e.matches(".files")) e.hidden = true;
    this.inspector = new Inspector(t.inspector);
    bar.insertBefore(this.inspector.toggle, this.state);
    this.prepend(bar, this.problems, make("div", { class: "ra-grid__beside" }, this.scroller, this.inspector.panel));
    this.measure();
    this.sheet.style.width = this.width(this.rows.columns) + "px";
    this.freeze();
    this.listen();
    this.draw();
    const row = this.rows.index.get(decodeURIComponent(location.hash.slice(1)));
    if (row !== undefined) this.go(row, 0, false);
    else if (this.rows.list.length > 0) this.place(false);
    this.refresh();
    this.dispatchEvent(new Event("ready", { bubbles: true }));
  }

  /** @param {string} text @param {() => void} act */
  button(text, act) {
    const b = make("button", { type: "button" }, text);
    b.addEventListener("click", act);
    return b;
  }

  /** Buttons that fold everything, and unfold it. */
  folding() {
    const all = (on) => () => this.anew(() => this.rows.foldAll(on));
    return [this.button(this.rows.texts.fold_all, all(true)), this.button(this.rows.texts.unfold_all, all(false))];
  }

  /** The choice of how many lines of a text a row shows. */
  lines() {
    const kept = localStorage.getItem(linesKey) ?? this.getAttribute("lines") ?? "1", select = make("select", { id: "ra-grid-lines" });
    for (const n of Object.keys(heights)) select.append(make("option", { value: n }, this.rows.texts.lines_of.replace("{n}", n)));
    select.value = kept in heights ? kept : "1";
    const set = () => {
      this.rowHeight = heights[select.value];
      this.scroller.dataset.lines = select.value;
      this.scroller.style.setProperty("--ra-row", this.rowHeight + "px");
    };
    select.addEventListener("change", () => { localStorage.setItem(linesKey, select.value); this.anew(set); });
    set();
    return make("p", { class: "ra-grid__lines" }, make("label", { for: "ra-grid-lines" }, this.rows.texts.lines), select);
  }

  /** Tells how many rows there are. */
  measure() {
    this.body.style.height = this.rows.list.length * this.rowHeight + "px";
    this.sheet.setAttribute("aria-rowcount", String(this.rows.list.length + 1));
  }

  /** Draws every row anew after a change of how they lie; the active one stays. @param {() => void} change */
  anew(change) {
    const focus = document.activeElement === this.field, active = this.rows.list[this.at.row]?.id;
    this.commit();
    change();
    for (const e of this.drawn.values()) e.remove();
    this.drawn.clear();
    this.measure();
    if (this.rows.list.length > 0) this.go(this.rows.place(active), this.at.col, focus);
  }

  header() {
    const row = make("div", { role: "row", class: "ra-grid__row", "aria-rowindex": "1" });
    this.rows.columns.forEach((c, col) => row.append(this.sized(make("div", { role: "columnheader", class: "ra-grid__cell", "aria-colindex": String(col + 1) }, c.title), col)));
    return row;
  }

  /** @param {HTMLElement} cell @param {number} col */
  sized(cell, col) {
    const c = this.rows.columns[col];
    cell.style.width = c.width + "px";
    if (c.frozen) {
      cell.classList.add("ra-grid__cell--frozen");
      cell.style.left = this.width(this.rows.columns.slice(0, col)) + "px";
    }
    if (c.letter) cell.classList.add("ra-grid__cell--letter");
    return cell;
  }

  /** How wide columns are together. @param {import("./grid-rows.js").Column[]} columns */
  width(columns) { return columns.reduce((n, c) => n + c.width, 0); }

  /** Keeps the first columns in sight where they leave room for others, and the letters always. */
  freeze() {
    const frozen = this.width(this.rows.columns.filter((c) => c.frozen));
    this.loose = frozen * 1.5 > this.scroller.clientWidth;
    this.scroller.classList.toggle("ra-grid__scroll--loose", this.loose);
    this.stuck = this.loose ? 0 : frozen;
    this.scroller.style.setProperty("--ra-stuck", this.stuck + "px");
  }

  // Drawing

  /** Draws the rows in sight, and takes away the others but the active one. */
  draw() {
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.rowHeight) - spare);
    const last = Math.min(this.rows.list.length, first + Math.ceil(this.scroller.clientHeight / this.rowHeight) + 2 * spare);
    for (const [i, e] of this.drawn) {
      if ((i < first || i >= last) && i !== this.at.row) {
        e.remove();
        this.drawn.delete(i);
      }
    }
    for (let i = first; i < last; i++) if (!this.drawn.has(i)) this.drawRow(i);
    if (this.rows.list.length > 0 && !this.drawn.has(this.at.row)) this.drawRow(this.at.row);
  }

  /** @param {number} i */
  drawRow(i) {
    const { id, kind, depth = 0 } = this.rows.list[i];
    const row = make("div", { role: "row", class: "ra-grid__row ra-grid__row--body" + (kind ? " ra-grid__row--" + kind : ""), "aria-rowindex": String(i + 2) });
    row.style.transform = `translateY(${i * this.rowHeight}px)`;
    this.rows.columns.forEach((c, col) => {
      row.append(this.sized(make("div", { role: c.frozen ? "rowheader" : "gridcell", class: "ra-grid__cell", "aria-colindex": String(col + 1) }, make("span", { class: "ra-grid__text" })), col));
    });
    if (this.tree) this.branch(row, id, depth);
    this.drawn.set(i, row);
    const after = [...this.drawn.keys()].filter((k) => k > i).sort((a, b) => a - b)[0];
    this.body.insertBefore(row, after === undefined ? null : this.drawn.get(after));
    this.fill(i);
  }

  /** Shows how deep a row of a tree is, and whether what is below it is folded. @param {HTMLElement} row @param {string} id @param {number} depth */
  branch(row, id, depth) {
    row.setAttribute("aria-level", String(depth + 1));
    row.style.setProperty("--ra-depth", String(depth));
    if (!this.rows.parents.has(id)) return;
    const folded = this.rows.folded.has(id);
    row.setAttribute("aria-expanded", String(!folded));
    row.firstElementChild.append(make("span", { class: "ra-grid__fold", "aria-hidden": "true" }, folded ? "▸" : "▾"));
  }

  /** Puts values and marks into the cells of a drawn row. @param {number} i */
  fill(i) {
    const row = this.drawn.get(i);
    if (!row) return;
    this.rows.columns.forEach((c, col) => {
      const cell = row.children[col], e = this.rows.edit(i, col), text = this.rows.shown(i, col), span = cell.firstElementChild;
      if (span.textContent !== text) span.textContent = text;
      if (c.letter) {
        span.className = "letter";
        if (/^[A-E]/.test(text)) span.dataset.letter = text[0];
        else delete span.dataset.letter;
      }
      const marks = { calculated: !this.rows.open(i, col), judged: c.edit !== "text" && this.rows.judged(i, col), waits: Boolean(e), wrong: e?.state === "refused" || e?.state === "conflict" };
      for (const [mark, on] of Object.entries(marks)) cell.classList.toggle("ra-grid__cell--" + mark, on);
      cell.setAttribute("aria-readonly", String(!this.rows.mayEdit(i, col)));
      cell.setAttribute("aria-selected", String(this.inRange(i, col)));
      if (marks.wrong) cell.setAttribute("aria-invalid", "true");
      else cell.removeAttribute("aria-invalid");
    });
  }

  refresh() {
    for (const i of this.drawn.keys()) this.fill(i);
    const row = this.rows.list[this.at.row];
    this.link.href = row?.url ?? "#";
    if (row) this.inspector.show(row);
    if (this.mode === "move") this.show(this.contains(document.activeElement) && document.activeElement === this.field);
    this.listProblems();
  }

  /** Lists what could not be saved, with a way out for each. */
  listProblems() {
    const t = this.rows.texts;
    const wrong = [...this.rows.edits.values()].filter((e) => e.state === "conflict" || e.state === "refused");
    // The list stays as long as it says the same: a button that is pressed must
    // still be there when it is let go.
    const said = JSON.stringify(wrong);
    if (said === this.said) return;
    this.said = said;
    this.problems.replaceChildren(...wrong.slice(0, 20).map((e) => {
      const col = this.rows.columns.findIndex((c) => c.id === e.col);
      const name = this.rows.byId.get(e.row).cells.slice(0, 2).join(" ") + " " + this.rows.columns[col].title;
      const item = make("li", {}, `${name}: ${e.value} – ${e.message ?? ""} `, this.button(t.go, () => this.goTo(e.row, col)));
      if (e.state === "conflict") item.append(" ", this.button(t.mine, () => this.rows.insist(e)));
      item.append(" ", this.button(e.state === "conflict" ? t.theirs : t.give_up, () => this.rows.drop(e)));
      return item;
    }));
    if (wrong.length > 20) this.problems.append(make("li", {}, t.more.replace("{n}", String(wrong.length - 20))));
  }

  /** Makes a cell the active one, unfolding what hides it. @param {string} id @param {number} col */
  goTo(id, col) {
    if (!this.rows.index.has(id)) this.anew(() => this.rows.foldAll(false));
    this.go(this.rows.index.get(id), col, true);
  }

  /** @param {string} text @param {boolean} [wrong] */
  say(text, wrong = false) {
    this.state.textContent = text;
    this.state.classList.toggle("ra-grid__state--wrong", wrong);
  }

  // The active cell

  range() {
    return { top: Math.min(this.at.row, this.anchor.row), bottom: Math.max(this.at.row, this.anchor.row),
      left: Math.min(this.at.col, this.anchor.col), right: Math.max(this.at.col, this.anchor.col) };
  }

  /** @param {number} row @param {number} col */
  inRange(row, col) {
    const r = this.range();
    return row >= r.top && row <= r.bottom && col >= r.left && col <= r.right;
  }

  /** Moves the active cell. @param {number} row @param {number} col @param {boolean} focus @param {boolean} [extend] */
  go(row, col, focus, extend = false) {
    this.mode = "move";
    this.at = { row: Math.max(0, Math.min(this.rows.list.length - 1, row)), col: Math.max(0, Math.min(this.rows.columns.length - 1, col)) };
    if (!extend) this.anchor = { ...this.at };
    this.reveal();
    this.draw();
    this.place(focus);
    this.refresh();
  }

  /** Scrolls the active cell into sight, clear of the header and frozen columns. */
  reveal() {
    const s = this.scroller, top = this.at.row * this.rowHeight, head = this.head.offsetHeight;
    if (top < s.scrollTop) s.scrollTop = top;
    else if (top + this.rowHeight + head > s.scrollTop + s.clientHeight) s.scrollTop = top + this.rowHeight + head - s.clientHeight;
    const c = this.rows.columns, at = c[this.at.col], letter = c.findIndex((x) => x.letter);
    if (at.letter || (at.frozen && !this.loose)) return;
    const before = this.stuck + (letter >= 0 && this.at.col > letter ? c[letter].width : 0), after = letter > this.at.col ? c[letter].width : 0;
    const left = this.width(c.slice(0, this.at.col));
    if (left - before < s.scrollLeft) s.scrollLeft = left - before;
    else if (left + at.width > s.scrollLeft + s.clientWidth - after) s.scrollLeft = left + at.width + after - s.clientWidth;
  }

  /** Puts the field into the active cell. @param {boolean} focus */
  place(focus) {
    const cell = this.drawn.get(this.at.row).children[this.at.col];
    if (this.field.parentElement !== cell) cell.append(this.field);
    this.show(focus);
  }

  /** Shows the value of the active cell in the field, all of it selected. @param {boolean} focus */
  show(focus) {
    if (this.rows.list.length === 0 || this.composing) return;
    const { row, col } = this.at, cells = this.rows.list[row].cells;
    this.field.value = this.rows.shown(row, col);
    this.field.readOnly = !this.rows.mayEdit(row, col);
    this.field.setAttribute("aria-label", [this.rows.columns[col].title, cells[0], cells[1]].join(" "));
    if (focus) this.field.focus({ preventScroll: true });
    if (document.activeElement === this.field) this.field.select();
  }

  /** Takes what was typed over. @param {boolean} [all] into every cell of the range */
  commit(all = false) {
    if (this.mode === "move" && !all) return;
    this.mode = "move";
    const value = this.field.value, r = this.range(), changes = [];
    if (all) for (let row = r.top; row <= r.bottom; row++) for (let col = r.left; col <= r.right; col++) changes.push({ row, col, value });
    else changes.push({ ...this.at, value });
    this.rows.change(changes);
    this.refresh();
  }

  // Events

  listen() {
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    this.resized = new ResizeObserver(() => { this.freeze(); this.draw(); });
    this.resized.observe(this.scroller);
    this.field.addEventListener("keydown", (e) => this.key(e));
    this.field.addEventListener("input", (e) => {
      if (this.mode !== "move") return;
      if (e.inputType === "insertLineBreak") return this.show(true); // Enter moves, and writes nothing
      this.mode = "type";
    });
    this.field.addEventListener("compositionstart", () => { this.composing = true; if (this.mode === "move") this.mode = "type"; });
    this.field.addEventListener("compositionend", () => { this.composing = false; });
    this.field.addEventListener("focus", () => { if (this.mode === "move") this.field.select(); });
    this.field.addEventListener("blur", () => { if (!this.composing) this.commit(); });
    this.field.addEventListener("copy", (e) => this.copy(e));
    this.field.addEventListener("cut", (e) => { if (this.copy(e)) this.clear(); });
    this.field.addEventListener("paste", (e) => this.paste(e));
    this.body.addEventListener("mousedown", (e) => this.press(e));
    this.body.addEventListener("dblclick", () => this.begin());
  }

  /** The cell at an event, if there is one. @param {Event} e */
  cellOf(e) {
    const cell = /** @type {Element} */ (e.target).closest?.(".ra-grid__cell");
    if (!cell) return null;
    return { row: Number(cell.parentElement.getAttribute("aria-rowindex")) - 2, col: Number(cell.getAttribute("aria-colindex")) - 1 };
  }

  /** @param {MouseEvent} e */
  press(e) {
    const c = this.cellOf(e);
    if (!c || e.button !== 0 || (e.target === this.field && this.mode !== "move")) return;
    e.preventDefault();
    this.commit();
    if (/** @type {Element} */ (e.target).matches(".ra-grid__fold")) {
      this.anew(() => this.rows.fold(this.rows.list[c.row].id));
      return;
    }
    this.go(c.row, c.col, true, e.shiftKey);
    const drag = (m) => {
      const to = this.cellOf(m);
      if (to && (to.row !== this.at.row || to.col !== this.at.col)) this.go(to.row, to.col, true, true);
    };
    this.body.addEventListener("mousemove", drag);
    addEventListener("mouseup", () => this.body.removeEventListener("mousemove", drag), { once: true });
  }

  /** Edits at the end of the value. */
  begin() {
    if (!this.rows.mayEdit(this.at.row, this.at.col)) return;
    this.mode = "edit";
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.isComposing || e.keyCode === 229) return;
    const done = e.ctrlKey || e.metaKey ? this.command(e) : this.move(e);
    if (done) e.preventDefault();
  }

  /** Keys with Ctrl. @param {KeyboardEvent} e */
  command(e) {
    const last = { row: this.rows.list.length - 1, col: this.rows.columns.length - 1 };
    switch (e.key.toLowerCase()) {
      case "home": return this.leave(0, 0, e.shiftKey);
      case "end": return this.leave(last.row, last.col, e.shiftKey);
      case "enter": this.commit(true); return true;
    }
    if (this.mode !== "move") return false;
    switch (e.key.toLowerCase()) {
      case "z": if (e.shiftKey) this.rows.redo(); else this.rows.undo(); return true;
      case "y": this.rows.redo(); return true;
      case "d": this.spread(1, 0); return true;
      case "r": this.spread(0, 1); return true;
      case "a": this.anchor = { row: 0, col: 0 }; this.go(last.row, last.col, true, true); return true;
    }
    return false;
  }

  /** Keys without Ctrl. @param {KeyboardEvent} e */
  move(e) {
    const { row, col } = this.at, page = Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight) - 2), caret = this.mode === "edit";
    switch (e.key) {
      case "ArrowUp": return !caret && this.leave(row - 1, col, e.shiftKey);
      case "ArrowDown": return !caret && this.leave(row + 1, col, e.shiftKey);
      case "ArrowLeft": return !caret && this.leave(row, col - 1, e.shiftKey);
      case "ArrowRight": return !caret && this.leave(row, col + 1, e.shiftKey);
      case "Home": return !caret && this.leave(row, 0, e.shiftKey);
      case "End": return !caret && this.leave(row, this.rows.columns.length - 1, e.shiftKey);
      case "PageUp": return this.leave(row - page, col, e.shiftKey);
      case "PageDown": return this.leave(row + page, col, e.shiftKey);
      case "Enter":
        if (e.altKey) { if (this.rows.mayEdit(row, col)) { this.mode = "edit"; this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end"); } return true; }
        return this.leave(row + (e.shiftKey ? -1 : 1), col, false);
      case "Tab": {
        const to = col + (e.shiftKey ? -1 : 1);
        if (to < 0 || to >= this.rows.columns.length) { this.commit(); return false; } // out of the grid
        return this.leave(row, to, false);
      }
      case "F2": this.begin(); return true;
      case " ": {
        const id = this.rows.list[row]?.id;
        if (col > 0 || this.mode !== "move" || !this.rows.parents.has(id)) return false;
        this.anew(() => this.rows.fold(id));
        return true;
      }
      case "Escape": this.mode = "move"; this.anchor = { ...this.at }; this.refresh(); return true;
      case "Delete": if (this.mode !== "move") return false; this.clear(); return true;
    }
    return false;
  }

  /** Takes over what was typed and moves on. @param {number} row @param {number} col @param {boolean} extend */
  leave(row, col, extend) {
    this.commit();
    this.go(row, col, true, extend);
    return true;
  }

  /** Empties the range: values are derived again. */
  clear() {
    const r = this.range(), changes = [];
    for (let row = r.top; row <= r.bottom; row++) for (let col = r.left; col <= r.right; col++) changes.push({ row, col, value: "" });
    this.rows.change(changes);
  }

  /** Fills the range from its first row or column. @param {number} down @param {number} right */
  spread(down, right) {
    const r = this.range(), changes = [];
    for (let row = r.top + down; row <= r.bottom; row++) {
      for (let col = r.left + right; col <= r.right; col++) changes.push({ row, col, value: this.rows.shown(down ? r.top : row, right ? r.left : col) });
    }
    this.rows.change(changes);
  }

  /** @param {ClipboardEvent} e @returns {boolean} whether the cells were copied */
  copy(e) {
    if (this.mode !== "move") return false;
    const r = this.range(), rows = [];
    for (let row = r.top; row <= r.bottom; row++) rows.push(this.rows.columns.slice(r.left, r.right + 1).map((_, i) => this.rows.shown(row, r.left + i)));
    e.clipboardData.setData("text/plain", format(rows));
    e.clipboardData.setData("text/html", html(rows));
    e.preventDefault();
    return true;
  }

  /** @param {ClipboardEvent} e */
  async paste(e) {
    if (this.mode !== "move") return;
    e.preventDefault();
    const values = parse(e.clipboardData.getData("text/plain")), r = this.range();
    const one = values.length === 1 && values[0].length === 1;
    const height = one ? r.bottom - r.top + 1 : values.length, width = one ? r.right - r.left + 1 : Math.max(...values.map((v) => v.length));
    const changes = [];
    let skipped = 0, invalid = 0;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const value = one ? values[0][0] : values[i][j], row = r.top + i, col = r.left + j;
        if (value === undefined) continue;
        if (row >= this.rows.list.length || col >= this.rows.columns.length || !this.rows.mayEdit(row, col)) skipped++;
        else {
          if (!this.rows.valid(col, this.rows.normal(col, value))) invalid++;
          changes.push({ row, col, value });
        }
      }
    }
    const t = this.rows.texts, counts = (text) => text.replace("{n}", String(changes.length)).replace("{skipped}", String(skipped)).replace("{invalid}", String(invalid));
    if ((changes.length > askFrom || invalid > 0) && !(await this.ask(counts(t.paste_ask)))) return;
    this.rows.change(changes);
    this.say(counts(t.pasted));
  }

  /** Asks a question. @param {string} question @returns {Promise<boolean>} */
  ask(question) {
    const t = this.rows.texts, dialog = make("dialog", { "aria-label": t.paste }, make("p", {}, question));
    return new Promise((answer) => {
      const yes = this.button(t.paste, () => dialog.close("yes"));
      dialog.append(make("p", { class: "actions" }, yes, this.button(t.cancel, () => dialog.close(""))));
      dialog.addEventListener("close", () => { dialog.remove(); this.field.focus({ preventScroll: true }); answer(dialog.returnValue === "yes"); });
      this.append(dialog);
      dialog.showModal();
    });
  }

  /** Shows which keys there are. */
  help() {
    const t = this.rows.texts, list = make("dl", { class: "facts" });
    const told = this.tree ? keys.length : keys.length - 1; // the last folds
    t.keys.split("\n").slice(0, told).forEach((what, i) => list.append(make("dt", {}, keys[i]), make("dd", {}, what)));
    const dialog = make("dialog", { "aria-label": t.help }, list);
    dialog.append(this.button(t.close, () => dialog.close()));
    dialog.addEventListener("close", () => dialog.remove());
    this.append(dialog);
    dialog.showModal();
  }
}

customElements.define("ra-grid", RaGrid);
