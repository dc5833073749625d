/* Lists: arrows move, X selects, Enter opens; the bulk bar counts and says what it will act on. */
const boxesOf = (form) => [...form.querySelectorAll("tbody [name=selected]")];

function show(form) {
  const boxes = boxesOf(form);
  const picked = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr").classList.toggle("is-selected", box.checked);
  const head = form.querySelector("[data-select-all]");
  if (head) {
    head.checked = picked > 0 && picked === boxes.length;
    head.indeterminate = picked > 0 && picked < boxes.length;
  }
  const scope = form.querySelector("[data-selection-scope]");
  const all = form.querySelector("[data-select-matching]");
  const isAll = scope?.value === "matching";
  const count = form.querySelector("[data-selection-count]");
  /* Who may neither change nor export has no bar to count in. */
  if (count) count.textContent = isAll ? all.dataset.selectMatching : `${picked} selected`;
  for (const label of form.querySelectorAll("[data-selection-label]")) {
    label.textContent = `${label.dataset.selectionLabel} ${isAll ? "all" : picked}`;
  }
}

function pick(form, isPicked) {
  for (const box of boxesOf(form)) box.checked = isPicked;
  setScope(form, "selected");
}

function setScope(form, value) {
  const scope = form.querySelector("[data-selection-scope]");
  if (scope) scope.value = value;
  show(form);
}

export function start() {
  document.querySelectorAll("[data-selection]").forEach(show);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-select-all]")) pick(form, event.target.checked);
  else if (event.target.name === "selected") setScope(form, "selected");
});

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.closest("[data-select-page]")) pick(form, true);
  if (event.target.closest("[data-selection-clear]")) pick(form, false);
  if (event.target.closest("[data-select-matching]")) {
    pick(form, true);
    setScope(form, "matching");
  }
});

function moveRow(list, row, step) {
  const rows = [...list.tBodies[0].rows];
  const next = row ? rows[rows.indexOf(row) + step] : rows[0];
  next?.querySelector(".cell-name a")?.focus();
}

document.addEventListener("keydown", (event) => {
  const list = document.querySelector("[data-list]");
  const isFree = event.target === document.body || event.target.matches(".table-scroller, .list-page");
  const row = event.target.closest("[data-list] tbody tr");
  const isField = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (!list || !(row || isFree) || isField || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("[role=menu]")) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target.matches("[aria-haspopup]")) return;
    event.preventDefault();
    moveRow(list, row, event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key.toLowerCase() === "x" && row) row.querySelector("[name=selected]")?.click();
  if (event.key === "Enter" && event.target.name === "selected") {
    /* A browser would press the first button of the bulk bar. */
    event.preventDefault();
    row.querySelector(".cell-name a")?.click();
  }
});
