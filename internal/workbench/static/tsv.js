// Tables as text, as spreadsheets put them on the clipboard.

/**
 * Reads tab-separated values. A field in quotes may hold tabs, line breaks and,
 * doubled, quotes.
 * @param {string} text
 * @returns {string[][]}
 */
export function parse(text) {
  const rows = [[]];
  let field = "", at = 0;
  const put = () => { rows[rows.length - 1].push(field); field = ""; };
  while (at < text.length) {
    const c = text[at];
    if (c === '"' && field === "") {
      const [value, end] = quoted(text, at + 1);
      field = value;
      at = end;
      continue;
    }
    if (c === "\t") put();
    else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[at + 1] === "\n") at++;
      put();
      rows.push([]);
    } else field += c;
    at++;
  }
  put();
  const last = rows[rows.length - 1];
  if (rows.length > 1 && last.length === 1 && last[0] === "") rows.pop();
  return rows;
}

/**
 * Reads to the closing quote. Without one, the quote is a character as others.
 * @param {string} text
 * @param {number} from
 * @returns {[string, number]} the value, and where what follows begins
 */
function quoted(text, from) {
  let value = "";
  for (let at = from; at < text.length; at++) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') { value += '"'; at++; }
    else return [value.replaceAll("\r\n", "\n"), at + 1];
  }
  return ['"', from];
}

/**
 * Writes tab-separated values.
 * @param {string[][]} rows
 */
export function format(rows) {
  const field = (x) => /["\t\n\r]/.test(x) ? '"' + x.replaceAll('"', '""') + '"' : x;
  return rows.map((r) => r.map(field).join("\t")).join("\r\n");
}

/**
 * Writes a table for programs that read HTML from the clipboard.
 * @param {string[][]} rows
 */
export function html(rows) {
  const table = document.createElement("table");
  for (const r of rows) {
    const tr = table.insertRow();
    for (const x of r) tr.insertCell().textContent = x;
  }
  return table.outerHTML;
}
