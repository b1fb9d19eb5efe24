// The page of a model: what is chosen on its picture or in its tables is shown, and
// changed, beside the picture without leaving the page. Every step is an address
// that the server answers without script as well; here the answer takes the place
// of what is shown. What is typed and not saved is asked after.
import {ask} from "./ask.js";

customElements.define("ra-model", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", e => this.click(e));
    this.addEventListener("submit", e => this.submit(e));
    this.addEventListener("choose", e => this.go(e.detail.url, e.detail.focus));
    this.addEventListener("move", e => this.move(e.detail));
    this.addEventListener("keydown", e => {
      if (e.key === "Escape" && e.target.closest(".panel")) this.querySelector("ra-diagram")?.focusChosen();
    });
    this.here = location.href;
    this.back = () => this.went();
    addEventListener("popstate", this.back);
    this.leaving = e => { if (this.dirty()) e.preventDefault(); };
    addEventListener("beforeunload", this.leaving);
    this.remember();
  }

  disconnectedCallback() {
    removeEventListener("popstate", this.back);
    removeEventListener("beforeunload", this.leaving);
  }

  form() { return this.querySelector(".panel form"); }
  sent(form, by) { return new URLSearchParams(new FormData(form, by)); }
  remember() { this.before = this.form() && !this.querySelector(".panel .error") ? this.sent(this.form()).toString() : ""; }
  dirty() { return this.form() !== null && this.sent(this.form()).toString() !== this.before; }

  click(event) {
    const link = event.target.closest("a");
    if (!link || link.target || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download")) return;
    const to = new URL(link.href);
    if (to.pathname !== location.pathname || to.hash && to.search === location.search) return;
    event.preventDefault();
    this.go(to.href, "panel");
  }

  // letsGo asks about what was typed and is not saved, and gives whether it may go.
  async letsGo() { return !this.dirty() || await ask(this.dataset.unsaved, [[this.dataset.stay, false], [this.dataset.discard, true]]); }

  // go shows another address of the page, and gives whether it did.
  async go(url, focus) { return await this.letsGo() && await this.show(url, {focus, push: true}); }

  // went shows the address to which the browser went back or forth.
  async went() {
    const bare = url => url.split("#")[0];
    if (bare(location.href) === bare(this.here)) return; // another place of what is shown
    if (await this.letsGo()) await this.show(location.href, {});
    else history.pushState(null, "", this.here);
  }

  // leave goes to a page that tells more than this one can show.
  leave(url) {
    removeEventListener("beforeunload", this.leaving); // it was asked already
    location.href = url;
  }

  // move writes where an asset was moved into its form, and saves that.
  async move({url, fields, failed}) {
    if (!await this.go(url)) {
      failed();
      return;
    }
    const form = this.form();
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    if (!await this.show(url, {post: this.sent(form, form.querySelector("button[value=save]")), focus: "part"})) failed();
  }

  async submit(event) {
    const form = event.target, by = event.submitter;
    if (form.method !== "post") return;
    event.preventDefault();
    if (form !== this.form() && !await this.letsGo()) return;
    await this.show(form.getAttribute("action") || location.href, {post: this.sent(form, by), focus: "said"});
  }

  // show takes the answer of the server for what is shown, and gives whether it came.
  async show(url, {post, focus, push}) {
    const number = this.asked = (this.asked ?? 0) + 1;
    let answer, page;
    try {
      answer = await fetch(url, {method: post ? "POST" : "GET", body: post, headers: {Accept: "text/html"}});
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      if (post) this.refuse(this.dataset.lost);
      else this.leave(url); // the browser tells that the server cannot be reached
      return false;
    }
    if (number !== this.asked) return false;
    const next = page.querySelector("ra-model");
    if (!next) {
      // Another page answers: it tells what was refused, or asks to sign in.
      if (!post) this.leave(url);
      else if (new URL(answer.url).pathname === "/sign-in") this.refuse(this.dataset.signedout, answer.url);
      else this.refuse(page.querySelector("main p")?.textContent ?? answer.statusText);
      return false;
    }
    if (post && answer.redirected) history.replaceState(null, "", answer.url);
    if (push) history.pushState(null, "", url);
    this.here = location.href;
    this.take(next);
    this.settle(focus);
    return true;
  }

  // refuse tells why nothing was saved; what is typed stays.
  refuse(text, signIn) {
    this.querySelector(".refused")?.remove();
    const box = document.createElement("div"), said = document.createElement("p");
    box.className = "error refused";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    said.textContent = text;
    box.append(said);
    if (signIn) {
      const link = document.createElement("a");
      link.href = "/sign-in";
      link.target = "_blank";
      link.textContent = this.dataset.signin;
      said.append(" ", link);
    }
    this.querySelector(".workplace").before(box);
    box.focus();
  }

  take(next) {
    const view = this.querySelector("ra-diagram")?.view();
    for (const [name, value] of Object.entries(next.dataset)) this.dataset[name] = value;
    this.replaceChildren(...next.childNodes);
    this.querySelector("ra-diagram")?.keep(view);
    this.remember();
  }

  // settle puts the focus where the reader goes on, and says what was done.
  settle(focus) {
    const done = this.querySelector(".done p"), wrong = this.querySelector(".panel .error");
    document.getElementById("status").textContent = done?.textContent ?? "";
    if (wrong) {
      wrong.tabIndex = -1;
      wrong.focus();
    } else if (focus === "part") {
      this.querySelector("ra-diagram")?.focusChosen();
    } else if (focus) {
      (this.querySelector("#panel-title") ?? this.querySelector(".done button") ?? this.querySelector(".picture"))?.focus();
    }
  }
});
