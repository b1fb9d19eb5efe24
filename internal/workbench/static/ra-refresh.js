// A part of a page that changes by itself, such as the progress of jobs: it is
// fetched again until it says that nothing is going on any more.

const EVERY = 2000; // milliseconds

class Refresh extends HTMLElement {
  connectedCallback() {
    this.plan();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  plan() {
    clearTimeout(this.timer);
    if (this.hasAttribute("data-active")) this.timer = setTimeout(() => this.refresh(), EVERY);
  }

  async refresh() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) this.take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The server cannot be reached: the next attempt may.
    }
    this.plan();
  }

  take(page) {
    const next = page.getElementById(this.id);
    if (!next) return;
    const ended = this.hasAttribute("data-active") && !next.hasAttribute("data-active");
    if (!this.contains(document.activeElement)) this.replaceChildren(...next.childNodes);
    this.toggleAttribute("data-active", next.hasAttribute("data-active"));
    if (ended) location.reload(); // what was made is shown elsewhere on the page, too
  }
}

customElements.define("ra-refresh", Refresh);
