// Loads what the elements of the page need. Pages work without it.
for (const name of ["ra-diagram", "ra-enter", "ra-form", "ra-grid", "ra-passkey", "ra-prose", "ra-refresh"]) {
  if (document.querySelector(name)) import(`/static/${name}.js`);
}
