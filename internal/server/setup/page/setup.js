// The secret of the one-time link stands behind "#", so that no server and no
// other site sees it before it is used.
const form = document.getElementById("form");
const problem = document.getElementById("problem");
const secret = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
if (!secret) problem.textContent = form.dataset.missing;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  const password = document.getElementById("password").value;
  if (password !== document.getElementById("again").value) {
    problem.textContent = form.dataset.differ;
    return;
  }
  try {
    const answer = await fetch("/api/v1/invitations/accept", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret, password }),
    });
    if (!answer.ok) {
      problem.textContent = (await answer.json()).detail;
      return;
    }
    form.hidden = true;
    document.getElementById("done").hidden = false;
  } catch {
    problem.textContent = form.dataset.failed;
  }
});

// Whoever belongs to the configured identity provider needs no password of ours.
document.getElementById("provider")?.addEventListener("click", async () => {
  problem.textContent = "";
  try {
    const answer = await fetch("/api/v1/session/sign-on", { method: "POST" });
    const body = await answer.json();
    if (!answer.ok) {
      problem.textContent = body.detail;
      return;
    }
    sessionStorage.setItem("invitation", secret);
    location.assign(body.address);
  } catch {
    problem.textContent = form.dataset.failed;
  }
});
