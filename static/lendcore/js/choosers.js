/* The column chooser's order buttons and limit, and lists that a search box narrows. */
const itemsOf = (list) => [...list.querySelectorAll("[data-item]")];

function show(list) {
  const items = itemsOf(list);
  const limit = Number(list.dataset.max ?? Infinity);
  const chosen = items.filter((item) => item.querySelector("[type=checkbox]")?.checked).length;
  items.forEach((item, index) => {
    const box = item.querySelector("[type=checkbox]");
    if (box) box.disabled = chosen >= limit && !box.checked;
    item.querySelector("[data-move=up]").disabled = index === 0;
    item.querySelector("[data-move=down]").disabled = index === items.length - 1;
  });
  const count = list.parentElement.querySelector("[data-choice-count]");
  if (count) count.textContent = limit === Infinity ? `${chosen} chosen` : `${chosen} of ${limit} chosen`;
}

function move(button) {
  const item = button.closest("[data-item]");
  const list = item.closest("[data-ordered]");
  const items = itemsOf(list);
  const isUp = button.dataset.move === "up";
  const neighbour = items[items.indexOf(item) + (isUp ? -1 : 1)];
  if (isUp) neighbour?.before(item);
  else neighbour?.after(item);
  show(list);
  (button.disabled ? item.querySelector("[data-move]:not(:disabled)") : button)?.focus();
}

function narrow(field) {
  const wanted = field.value.trim().toLowerCase();
  for (const item of document.getElementById(field.dataset.filterList).querySelectorAll("li")) {
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
  }
}

export function start() {
  document.querySelectorAll("[data-ordered]").forEach(show);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ordered] [data-move]");
  if (!button) return;
  event.preventDefault();
  move(button);
});
document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-ordered]");
  if (list) show(list);
});
document.addEventListener("rows-changed", start);
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter-list]")) narrow(event.target);
});
