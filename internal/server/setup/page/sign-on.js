// The provider sent the browser back here. The request to our own server comes
// from our own page, so that its cookies, which other sites' links do not carry,
// go with it.
const query = new URLSearchParams(location.search);
const problem = document.getElementById("problem");
const invitation = sessionStorage.getItem("invitation") ?? "";
history.replaceState(null, "", location.pathname);
sessionStorage.removeItem("invitation");

try {
  const answer = await fetch("/api/v1/session/sign-on/finish", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code: query.get("code") ?? "", state: query.get("state") ?? "", ...(invitation && { invitation }) }),
  });
  if (answer.ok) document.getElementById("done").hidden = false;
  else problem.textContent = (await answer.json()).detail;
} catch {
  problem.textContent = problem.dataset.failed;
}
