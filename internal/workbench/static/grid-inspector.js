// Why the letter of the active row is what it is, beside the grid: what the page
// about the row says. The address names the row, so that a reload finds it again.
const key = "sekisho-inspector", pause = 200; // milliseconds on a row before it is asked for
const fits = 1600; // pixels of a window in which the letters of the grid stay in sight beside it

export class Inspector {
  /** @param {string} label what the button and the panel are called */
  constructor(label) {
    this.panel = document.createElement("section");
    this.panel.className = "ra-grid__inspector";
    this.panel.tabIndex = 0;
    this.panel.setAttribute("role", "region");
    this.panel.setAttribute("aria-label", label);
    this.toggle = document.createElement("button");
    this.toggle.type = "button";
    this.toggle.textContent = label;
    this.toggle.addEventListener("click", () => {
      localStorage.setItem(key, this.panel.hidden ? "shown" : "hidden");
      this.set();
    });
    this.set();
  }

  set() {
    const kept = localStorage.getItem(key);
    this.panel.hidden = kept ? kept === "hidden" : innerWidth < fits;
    this.toggle.setAttribute("aria-pressed", String(!this.panel.hidden));
    this.ask();
  }

  /** @param {{id: string, cells: string[], url: string}} row */
  show(row) {
    const state = row.id + " " + row.cells.join(" ");
    if (state === this.state) return;
    this.state = state;
    const moved = this.row !== undefined && this.row.id !== row.id;
    this.row = row;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (moved) history.replaceState(null, "", "#" + encodeURIComponent(row.id));
      this.ask();
    }, pause);
  }

  async ask() {
    if (this.panel.hidden || !this.row) return;
    const asked = this.asked = this.row.url + this.state;
    try {
      const answer = await fetch(this.row.url, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (asked === this.asked) this.panel.replaceChildren(...page.getElementById("why").childNodes);
    } catch {
      if (asked === this.asked) this.panel.replaceChildren(); // the server cannot be reached; the next row asks again
    }
  }
}
