// Asks a question over the page. buttons are their texts with what each answers; the
// first has the focus, and is the answer of those who leave with Escape.
export function ask(question, buttons) {
  const dialog = document.createElement("dialog"), text = document.createElement("p"), row = document.createElement("p");
  dialog.className = "ask";
  text.textContent = question;
  text.id = "ask-text";
  dialog.setAttribute("aria-labelledby", text.id);
  row.className = "actions";
  let answer = buttons[0][1];
  for (const [name, value] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => { answer = value; dialog.close(); });
    row.append(button);
  }
  dialog.append(text, row);
  document.body.append(dialog);
  const before = document.activeElement;
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
    resolve(answer);
  }));
}
