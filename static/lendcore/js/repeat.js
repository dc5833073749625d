/* "Add another": clones the empty row of a Django formset and counts TOTAL_FORMS up. */
function fill(node, index) {
  for (const attribute of node.attributes ?? []) attribute.value = attribute.value.replaceAll("__prefix__", index);
  for (const child of node.children) fill(child, index);
}

function add(set) {
  const total = set.querySelector(`[name="${CSS.escape(set.dataset.repeat)}-TOTAL_FORMS"]`);
  const row = set.querySelector("template").content.cloneNode(true);
  fill(row, total.value);
  total.value = Number(total.value) + 1;
  const rows = set.querySelector("[data-repeat-rows]");
  rows.append(row);
  window.htmx?.process(rows.lastElementChild);
  rows.lastElementChild.querySelector("select, input:not([type=hidden])").focus();
}

/* A removed row stays in the form with DELETE ticked, so that the numbering has no gap. */
function remove(row, set) {
  row.querySelector("[data-repeat-delete] input").checked = true;
  row.classList.add("is-removed");
  set.querySelector("[data-repeat-add]").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-repeat-add], [data-repeat-remove]");
  const set = button?.closest("[data-repeat]");
  if (!set) return;
  event.preventDefault();
  if ("repeatAdd" in button.dataset) add(set);
  else remove(button.closest("[data-repeat-row]"), set);
  set.dispatchEvent(new Event("rows-changed", { bubbles: true }));
});
