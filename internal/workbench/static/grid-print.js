// A grid on paper: a plain table of all its rows as they stand, with what is not
// saved yet, while the page is printed.

/** @typedef {import("./grid-rows.js").Rows} Rows */

/** Puts the table into a grid before it is printed, and takes it away after. */
export class Printer {
  /** @param {HTMLElement} grid @param {Rows} rows */
  constructor(grid, rows) {
    this.before = () => {
      this.after();
      grid.append(this.table = tableOf(rows));
    };
    this.after = () => this.table?.remove();
    addEventListener("beforeprint", this.before);
    addEventListener("afterprint", this.after);
  }

  close() {
    this.after();
    removeEventListener("beforeprint", this.before);
    removeEventListener("afterprint", this.after);
  }
}

/** @param {Rows} rows */
function tableOf(rows) {
  const table = document.createElement("table"), head = table.createTHead().insertRow(), body = table.createTBody();
  table.className = "dense ra-grid__printed";
  for (const c of rows.columns) head.append(cellOf("col", c.title));
  rows.list.forEach((r, i) => {
    const line = body.insertRow();
    if (r.kind) line.className = "line-" + r.kind;
    rows.columns.forEach((c, col) => line.append(cellOf(col === 0 ? "row" : "", valueOf(c, rows.shown(i, col)))));
  });
  return table;
}

/** A cell, a heading where it has a scope. @param {string} scope @param {string|Node} inside */
function cellOf(scope, inside) {
  const cell = document.createElement(scope ? "th" : "td");
  if (scope) cell.setAttribute("scope", scope);
  cell.append(inside);
  return cell;
}

/** A value as it is printed: letters are bordered, as they are elsewhere. @param {import("./grid-rows.js").Column} column @param {string} text */
function valueOf(column, text) {
  if (!column.letter || !/^[A-E]/.test(text)) return text;
  const letter = document.createElement("span");
  letter.className = "letter";
  letter.dataset.letter = text[0];
  letter.textContent = text;
  return letter;
}
