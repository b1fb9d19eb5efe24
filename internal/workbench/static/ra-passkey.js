// Makes a passkey for the account, or signs in by one. Where the browser has none for
// this address, nothing is offered.

const possible =
  typeof globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON === "function" &&
  (location.protocol === "https:" || location.hostname === "localhost") &&
  !/^[\d.]+$|^\[/.test(location.hostname);

async function post(path, body) {
  const answer = await fetch("/api/v1" + path, {
    method: "POST",
    ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.detail);
  return told;
}

// Refused is what the server says, in words for the user.
class Refused extends Error {}

class Passkey extends HTMLElement {
  connectedCallback() {
    if (!possible) return;
    this.hidden = false;
    for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = true;
    this.problem = this.querySelector("[role=alert]");
    if (this.hasAttribute("data-add")) {
      this.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        this.run(() => this.add(new FormData(event.target).get("device")));
      });
    } else {
      this.querySelector("button").addEventListener("click", () => this.run(() => this.signIn()));
    }
  }

  async run(what) {
    const button = this.querySelector("button");
    this.problem.hidden = true;
    button.disabled = true;
    try {
      await what();
    } catch (reason) {
      this.problem.textContent = reason instanceof Refused ? reason.message : this.problem.dataset.failed;
      this.problem.hidden = false;
    }
    button.disabled = false;
  }

  async add(name) {
    const { ceremony, publicKey } = await post("/me/passkeys/begin");
    const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
    await post("/me/passkeys", { ceremony, name, credential: made.toJSON() });
    location.assign("/account");
  }

  async signIn() {
    const { ceremony, publicKey } = await post("/session/passkey");
    const used = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    await post("/session/passkey/finish", { ceremony, credential: used.toJSON() });
    location.assign(this.dataset.next);
  }
}

customElements.define("ra-passkey", Passkey);
