// The picture of a model: larger and smaller, and from an asset to its row. The
// tables below the picture do all that it does, without script.

const STEP = 1.25;
const MOST = 8;

class Diagram extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector(".picture");
    this.svg = this.querySelector("svg");
    if (!this.frame || !this.svg) return;
    this.scale = 1;
    this.tools();
    this.assets();
    this.wheel = (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? this.scale * STEP : this.scale / STEP);
    };
    this.frame.addEventListener("wheel", this.wheel, { passive: false });
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
      ["fit", () => 1],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = this.dataset[name];
      button.addEventListener("click", () => this.zoom(to()));
      this.bar.append(button);
    }
    this.prepend(this.bar);
  }

  zoom(scale) {
    this.scale = Math.min(MOST, Math.max(1, scale));
    this.svg.style.width = `${100 * this.scale}%`;
  }

  // An asset in the picture leads where its row in the table does.
  assets() {
    for (const link of document.querySelectorAll("a[data-asset]")) {
      const part = this.svg.querySelector(`#${CSS.escape("picture-asset-" + link.dataset.asset)}`);
      if (!part) continue;
      // A picture with parts to go to is more than a picture.
      this.svg.setAttribute("role", "group");
      part.setAttribute("tabindex", "0");
      part.setAttribute("role", "link");
      part.setAttribute("aria-label", link.textContent);
      const go = () => { location.href = link.href; };
      part.addEventListener("click", go);
      part.addEventListener("keydown", (event) => {
        if (event.key === "Enter") go();
      });
    }
  }
}

customElements.define("ra-diagram", Diagram);
