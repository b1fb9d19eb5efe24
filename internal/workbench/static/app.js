// Loads what the elements of the page need. Pages work without it.
for (const name of ["ra-grid", "ra-form", "ra-enter"]) {
  if (document.querySelector(name)) import(`/static/${name}.js`);
}
