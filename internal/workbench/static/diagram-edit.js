// What changes a model on its picture: a connection is drawn from the handle of an
// asset to another asset, and an asset is moved to another place or another zone. All
// of it ends in the form beside the picture, which is the one way to write. Each has
// its keys, and neither needs a drag.
import {ask} from "./ask.js";

const LEAST = 4; // pixels that a pointer moves before it drags

export class Edit {
  constructor(diagram) {
    this.diagram = diagram;
    this.svg = diagram.svg;
    this.grids = JSON.parse(diagram.dataset.grids);
    this.handle = this.makeHandle();
    const on = (type, does) => this.svg.addEventListener(type, does);
    on("pointerover", e => this.offer(e.target.closest("g.asset")));
    on("focusin", e => this.offer(e.target.closest("g.asset")));
    on("pointerdown", e => this.down(e));
    on("pointermove", e => this.move(e));
    on("pointerup", e => this.up(e));
    on("pointercancel", () => this.stop());
    this.svg.addEventListener("click", e => { if (this.dragged) e.stopImmediatePropagation(); this.dragged = false; }, true);
    this.svg.addEventListener("click", e => { if (e.target.closest(".handle") && this.offered) this.connect(this.offered); });
    this.said = document.createElement("p");
    this.said.className = "said";
    this.said.setAttribute("role", "status");
    diagram.bar.append(this.said);
  }

  say(text) { this.said.textContent = text; }
  text(name, values) { return Object.entries(values).reduce((t, [key, value]) => t.replace(`{${key}}`, value), this.diagram.dataset[name]); }
  nameOf(part) { return part.querySelector("title").textContent; }
  idOf(part) { return part.id.replace(/^picture-(asset|zone)-/, ""); }

  // makeHandle makes what a connection is drawn from.
  makeHandle() {
    const shape = (name, attributes) => {
      const x = document.createElementNS(this.svg.namespaceURI, name);
      for (const [key, value] of Object.entries(attributes)) x.setAttribute(key, value);
      return x;
    };
    const group = shape("g", {class: "handle", "aria-hidden": "true"}), title = shape("title", {});
    title.textContent = this.diagram.dataset.handle;
    group.append(title, shape("circle", {r: 9, fill: "transparent"}), shape("circle", {r: 5.5, class: "knob"}), shape("path", {d: "M-3 0H3M0 -3V3"}));
    this.line = shape("path", {class: "drawn", fill: "none"});
    return group;
  }

  // offer shows the handle at an asset.
  offer(part) {
    if (!part || this.start || part === this.offered) return;
    this.offered = part;
    const box = part.querySelector("rect").getBBox();
    this.handle.setAttribute("transform", `translate(${box.x + box.width} ${box.y + box.height / 2})`);
    this.svg.append(this.handle);
  }

  // connect waits for the other end of a connection to be chosen.
  connect(part) {
    this.stop();
    this.from = part;
    part.classList.add("from");
    this.diagram.classList.add("connecting");
    this.say(this.text("connecting", {asset: this.nameOf(part)}));
    part.focus({preventScroll: true});
  }

  // take ends a connection at a part, and gives whether it waited for that.
  take(part) {
    if (!this.from) return false;
    if (!part?.matches(".asset") || part === this.from) return true;
    const to = new URL(this.diagram.dataset.connect, location.href);
    to.searchParams.set("from", this.idOf(this.from));
    to.searchParams.set("to", this.idOf(part));
    this.stop();
    this.diagram.dispatchEvent(new CustomEvent("choose", {bubbles: true, detail: {url: to.href, focus: "panel"}}));
    return true;
  }

  // stop gives up what was begun, and gives whether anything was.
  stop() {
    const begun = this.from || this.start;
    this.from?.classList.remove("from");
    this.start?.part.removeAttribute("transform");
    this.start?.part.classList.remove("dragged");
    for (const x of this.svg.querySelectorAll(".target")) x.classList.remove("target");
    this.line.remove();
    this.diagram.classList.remove("connecting");
    this.from = this.start = null;
    this.say("");
    return Boolean(begun);
  }

  at(event) { return new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse()); }

  down(event) {
    if (event.button || this.from || this.start?.dropped) return;
    const draws = event.target.closest(".handle"), part = draws ? this.offered : event.target.closest("g.asset");
    if (!part) return;
    this.start = {part, draws, at: this.at(event), x: event.clientX, y: event.clientY, drags: false};
  }

  move(event) {
    const s = this.start;
    if (!s || s.dropped) return;
    if (!s.drags) {
      if (Math.hypot(event.clientX - s.x, event.clientY - s.y) < LEAST) return;
      s.drags = true;
      this.svg.setPointerCapture(event.pointerId);
      if (s.draws) this.svg.append(this.line);
      else {
        s.part.classList.add("dragged");
        s.part.parentNode.append(s.part); // over all others
      }
    }
    const to = this.at(event);
    for (const x of this.svg.querySelectorAll(".target")) x.classList.remove("target");
    if (s.draws) {
      this.line.setAttribute("d", `M${s.at.x} ${s.at.y}L${to.x} ${to.y}`);
      this.assetAt(to, s.part)?.classList.add("target");
      return;
    }
    s.part.setAttribute("transform", `translate(${to.x - s.at.x} ${to.y - s.at.y})`);
    this.zoneAt(to)?.classList.add("target");
  }

  up(event) {
    const s = this.start;
    if (s?.dropped) return;
    if (!s?.drags) {
      this.start = null;
      return;
    }
    this.dragged = true;
    setTimeout(() => { this.dragged = false; }); // a click that follows is none
    const to = this.at(event), other = s.draws && this.assetAt(to, s.part);
    if (!s.draws) {
      this.drop(s, to);
      return;
    }
    this.stop();
    if (other) {
      this.from = s.part;
      this.take(other);
    }
  }

  inside(part, p) {
    const box = part.querySelector("rect").getBBox();
    return p.x >= box.x && p.x <= box.x + box.width && p.y >= box.y && p.y <= box.y + box.height;
  }

  assetAt(p, but) { return this.diagram.assets.find(part => part !== but && this.inside(part, p)); }
  // Inner zones are drawn after outer ones.
  zoneAt(p) { return [...this.svg.querySelectorAll("g.zone")].findLast(zone => this.inside(zone, p)); }

  // middle gives where an asset stands, wherever it is dragged.
  middle(part) {
    const box = part.querySelector("rect").getBBox();
    return new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
  }

  // cell gives the cell of a zone that is nearest to a point: column and row from 1.
  cell(zone, p) {
    const grid = this.grids[this.idOf(zone)];
    if (!grid) return null;
    const near = (list, at) => list.reduce((best, x, i) => Math.abs(x - at) < Math.abs(list[best] - at) ? i : best, 0) + 1;
    return {column: near(grid.columns, p.x), row: near(grid.rows, p.y), columns: grid.columns.length, rows: grid.rows.length};
  }

  // drop moves an asset to where it was let go, after a question where that is another zone.
  // It stays there until the answer comes.
  async drop(s, p) {
    s.dropped = true;
    const home = this.middle(s.part), was = this.zoneAt(home), zone = this.zoneAt(p);
    const now = new DOMPoint(home.x + p.x - s.at.x, home.y + p.y - s.at.y), to = zone && this.cell(zone, now), from = this.cell(was, home);
    const stays = !zone || zone === was && to.column === from.column && to.row === from.row;
    const question = this.text("moving", {asset: this.nameOf(s.part), from: this.nameOf(was), to: zone ? this.nameOf(zone) : ""});
    if (stays || zone !== was && !await ask(question, [[this.diagram.dataset.cancel, false], [this.diagram.dataset.move, true]])) {
      this.stop();
      return;
    }
    this.write(s.part, zone, to);
  }

  // step moves an asset by one cell of its zone.
  step(part, [dx, dy]) {
    const at = this.middle(part), zone = this.zoneAt(at), to = this.cell(zone, at);
    to.column += dx;
    to.row += dy;
    if (to.column >= 1 && to.row >= 1 && to.column <= to.columns && to.row <= to.rows) this.write(part, zone, to);
  }

  write(part, zone, to) {
    const fields = {zone: this.idOf(zone), column: to?.column ?? "", row: to?.row ?? ""};
    this.diagram.dispatchEvent(new CustomEvent("move", {bubbles: true, detail: {url: this.diagram.rows.get(part)[0].href, fields, failed: () => this.stop()}}));
  }
}
