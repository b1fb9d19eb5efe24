// The picture of a model: larger and smaller, and its assets, connections and zones
// to be chosen by mouse and keyboard. The picture is one stop of the Tab key; the
// arrow keys go from asset to asset. The tables below it lead to all that it does,
// without script.
import {Edit} from "./diagram-edit.js";

const STEP = 1.25;
const MOST = 8;
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

class Diagram extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector(".picture");
    this.svg = this.querySelector("svg");
    if (!this.frame || !this.svg) return;
    this.scale = 1;
    this.tools();
    this.wheel = (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? this.scale * STEP : this.scale / STEP);
    };
    this.frame.addEventListener("wheel", this.wheel, { passive: false });
    this.parts();
  }

  disconnectedCallback() {
    this.frame?.removeEventListener("wheel", this.wheel);
    this.bar?.remove();
  }

  tools() {
    this.bar = document.createElement("div");
    this.bar.className = "tools";
    for (const [name, to] of [
      ["larger", () => this.scale * STEP],
      ["smaller", () => this.scale / STEP],
      ["fit", () => this.whole()],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = this.dataset[name];
      button.addEventListener("click", () => this.zoom(to()));
      this.bar.append(button);
    }
    this.prepend(this.bar);
  }

  // whole gives the scale at which all of the picture is in sight.
  whole() {
    const box = this.svg.viewBox.baseVal, room = parseFloat(getComputedStyle(this.frame).maxHeight) - 2; // its border
    return Math.min(1, room / (this.frame.offsetWidth * box.height / box.width));
  }

  zoom(scale) {
    this.scale = Math.min(MOST, Math.max(this.whole(), scale));
    this.svg.style.width = `${100 * this.scale}%`;
  }

  // view tells how the picture is looked at, and keep looks at another one so: what
  // is chosen beside it makes it neither smaller nor moves it away.
  view() { return this.svg && {width: this.svg.clientWidth, left: this.frame.scrollLeft, top: this.frame.scrollTop}; }

  keep(view) {
    if (!view || !this.svg) return;
    this.zoom(view.width / this.frame.clientWidth);
    this.frame.scrollTo(view.left, view.top);
    this.revealChosen();
  }

  revealChosen() {
    const part = this.chosen() ?? this.svg.querySelector(".zone.chosen, .end");
    if (part) this.reveal(part);
  }

  reveal(part) {
    const room = this.frame.getBoundingClientRect(), box = part.getBoundingClientRect(), edge = 24;
    const over = (from, to, least, most) => from < least ? from - least - edge : to > most ? to - most + edge : 0;
    this.frame.scrollBy(over(box.left, box.right, room.left, room.right), over(box.top, box.bottom, room.top, room.bottom));
  }

  part(kind, id) { return this.svg.querySelector(`#${CSS.escape(`picture-${kind}-${id}`)}`); }

  // parts finds what can be chosen: each part with the rows of the tables that it shows.
  parts() {
    this.rows = new Map();
    const add = (part, row) => part && this.rows.set(part, [...this.rows.get(part) ?? [], row]);
    for (const row of document.querySelectorAll("a[data-asset]")) add(this.part("asset", row.dataset.asset), row);
    for (const row of document.querySelectorAll("a[data-wires]")) {
      for (const id of row.dataset.wires.split(" ")) add(this.svg.querySelector(`#${CSS.escape("picture-" + id)}`), row);
    }
    this.assets = [...this.rows.keys()].filter(part => part.matches(".asset"));
    // A picture with parts to go to is more than a picture.
    if (this.assets.length) this.svg.setAttribute("role", "group");
    const panel = document.querySelector(".panel");
    for (const [part, rows] of this.rows) {
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "-1");
      const pressed = rows.some(row => panel && row.dataset[panel.dataset.kind] === panel.dataset.id);
      part.setAttribute("aria-pressed", String(pressed));
      if (!part.matches(".link")) continue; // an asset is named by what it shows
      part.setAttribute("aria-label", part.querySelector("title")?.textContent ?? "");
      this.widen(part);
    }
    for (const row of document.querySelectorAll("a[data-zone]")) {
      const zone = this.part("zone", row.dataset.zone);
      if (!zone) continue;
      this.rows.set(zone, [row]);
      if (panel?.dataset.kind === "zone" && panel.dataset.id === row.dataset.zone) zone.classList.add("chosen");
    }
    // The ends of a connection that is to be.
    for (const end of document.querySelectorAll(".panel #from, .panel #to")) this.part("asset", end.value)?.classList.add("end");
    this.revealChosen();
    this.stop = this.chosen() ?? this.assets[0];
    this.stop?.setAttribute("tabindex", "0");
    if (this.dataset.connect && this.assets.length) this.edit = new Edit(this);
    this.svg.addEventListener("click", event => this.choose(event.target.closest("g.asset, g.link, g.zone"), "part"));
    this.svg.addEventListener("keydown", event => this.key(event));
    this.svg.addEventListener("focusin", event => this.goTo(event.target));
  }

  // widen makes a thin line easy to hit.
  widen(part) {
    for (const line of part.querySelectorAll("path")) {
      const wide = line.cloneNode();
      for (const [name, value] of [["class", "reach"], ["stroke", "transparent"], ["stroke-width", "9"], ["fill", "none"]]) wide.setAttribute(name, value);
      wide.removeAttribute("stroke-dasharray");
      part.append(wide);
    }
  }

  chosen() { return this.svg?.querySelector('[aria-pressed="true"]'); }
  focusChosen() { (this.chosen() ?? this.stop)?.focus({preventScroll: true}); }

  // goTo makes a part the one stop of the Tab key.
  goTo(part) {
    if (!this.rows.has(part) || part === this.stop) return;
    this.stop?.setAttribute("tabindex", "-1");
    this.stop = part;
    part.setAttribute("tabindex", "0");
    this.reveal(part);
  }

  // choose asks for the panel of a part. A line that several connections share gives
  // one after the other.
  choose(part, focus) {
    const rows = this.rows.get(part);
    if (!rows || this.edit?.take(part)) return;
    const now = rows.findIndex(row => row.dataset.link && row.dataset.link === document.querySelector(".panel")?.dataset.id);
    this.dispatchEvent(new CustomEvent("choose", {bubbles: true, detail: {url: rows[(now + 1) % rows.length].href, focus}}));
  }

  key(event) {
    const part = event.target, step = ARROWS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || !this.rows.has(part)) return;
    // Alt with an arrow is the way back in some browsers, so that Shift moves.
    if (step && event.shiftKey && part.matches(".asset")) this.edit?.step(part, step);
    else if (event.shiftKey && step) return;
    else if (event.key === "Escape" && this.edit?.stop()) this.focusChosen();
    else if (event.key.toLowerCase() === "c" && part.matches(".asset")) this.edit?.connect(part);
    else if (event.key === "Enter") this.choose(part, "panel");
    else if (event.key === " ") this.choose(part, "part");
    else if (event.key.toLowerCase() === "l") this.nextLink(part);
    else if (event.key === "Escape" && part.matches(".link")) this.from?.focus({preventScroll: true});
    else if (step) this.neighbour(part, step)?.focus({preventScroll: true});
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // neighbour gives the nearest asset in a direction: what lies straight ahead before
  // what lies aside.
  neighbour(part, [dx, dy]) {
    const at = middle(part);
    let best = null, least = Infinity;
    for (const other of this.assets) {
      if (other === part) continue;
      const to = middle(other), ahead = (to.x - at.x) * dx + (to.y - at.y) * dy, aside = Math.abs((to.x - at.x) * dy) + Math.abs((to.y - at.y) * dx);
      if (ahead < 1 || ahead + 2 * aside >= least) continue;
      least = ahead + 2 * aside;
      best = other;
    }
    return best;
  }

  // nextLink goes through the connections of the asset that it began from.
  nextLink(part) {
    if (part.matches(".asset")) this.from = part;
    const id = this.from?.id.replace("picture-asset-", "");
    const links = [...this.rows.keys()].filter(x => x.matches(".link") && this.rows.get(x).some(row => touches(row, x, id)));
    links[(links.indexOf(part) + 1) % links.length]?.focus({preventScroll: true});
  }
}

// middle gives the middle of a part, in points of the picture.
function middle(part) {
  const box = part.getBBox();
  return {x: box.x + box.width / 2, y: box.y + box.height / 2};
}

// touches tells whether a hop of a connection begins or ends at an asset.
function touches(row, wire, id) {
  const hops = row.dataset.ends.split(" "), at = row.dataset.wires.split(" ").indexOf(wire.id.replace("picture-", ""));
  return hops[at] === id || hops[at + 1] === id;
}

customElements.define("ra-diagram", Diagram);
