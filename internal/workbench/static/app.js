// Loads what the elements of the page need. Pages work without it.
