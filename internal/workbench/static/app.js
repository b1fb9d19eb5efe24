// Loads what the elements of the page need. Pages work without it.
for (const name of ["ra-check", "ra-diagram", "ra-enter", "ra-form", "ra-grid", "ra-model", "ra-passkey", "ra-prose", "ra-refresh", "ra-switches"]) {
  if (document.querySelector(name)) import(`/static/${name}.js`);
}
