// The code of a respondent's link stands behind the # of the address, which no
// browser sends: it is posted at once and taken out of the address.
customElements.define("ra-enter", class extends HTMLElement {
  connectedCallback() {
    const code = location.hash.slice(1);
    if (!code) return;
    history.replaceState(null, "", location.pathname);
    this.querySelector("#code").value = code;
    this.querySelector("form").requestSubmit();
  }
});
