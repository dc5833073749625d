/* Long forms: count what differs from what the server sent, and ask before it is left behind. */
const sent = new WeakSet();

function isChanged(control) {
  if (control.type === "hidden" || control.type === "submit") return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.files.length > 0;
  if (control.type === "select-multiple") return [...control.options].some((one) => one.selected !== one.defaultSelected);
  if (control.type === "select-one") {
    const original = [...control.options].findIndex((one) => one.defaultSelected);
    return control.selectedIndex !== Math.max(0, original);
  }
  return "defaultValue" in control && control.value !== control.defaultValue;
}

const countChanges = (form) => new Set([...form.elements].filter(isChanged).map((control) => control.name)).size;
const isDirty = (form) => !sent.has(form) && (form.dataset.dirty === "true" || countChanges(form) > 0);

function show(form) {
  const note = form.querySelector("[data-unsaved-count]");
  if (!note) return;
  const count = countChanges(form);
  const counted = count === 0 ? note.dataset.clean : `${count} unsaved change${count === 1 ? "" : "s"}`;
  // A form that was sent back differs from what is saved, whatever is typed from here on.
  const text = form.dataset.dirty === "true" ? "Not saved yet" : counted;
  if (note.textContent !== text) note.textContent = text;
}

export function start() {
  document.querySelectorAll("[data-dirty-guard]").forEach(show);
}

for (const kind of ["input", "change", "rows-changed"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("[data-dirty-guard]");
    if (form) show(form);
  });
}
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-dirty-guard]")) sent.add(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("[data-dirty-guard]");
  if (form && (event.detail.xhr.status === 0 || event.detail.xhr.status >= 400)) sent.delete(form);
});
document.addEventListener("htmx:confirm", (event) => {
  const { elt, target } = event.detail;
  const form = target?.querySelector?.("[data-dirty-guard]");
  if (form && !form.contains(elt) && isDirty(form) && !confirm("Leave without saving your changes?")) event.preventDefault();
});
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("[data-dirty-guard]")].some(isDirty)) event.preventDefault();
});
