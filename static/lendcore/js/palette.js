/* The command palette: a combobox over a listbox. The server answers the options; this moves among them. */
const palette = document.getElementById("palette");
const field = document.getElementById("palette-query");
const results = document.getElementById("palette-results");

const options = () => [...results.querySelectorAll("[role=option]:not([aria-disabled])")];
const selected = () => results.querySelector("[aria-selected=true]");

function select(option) {
  if (selected()) selected().ariaSelected = "false";
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.ariaSelected = "true";
  option.scrollIntoView({ block: "nearest" });
  return field.setAttribute("aria-activedescendant", option.id);
}

export function open() {
  if (palette.open) return;
  for (const popover of document.querySelectorAll(":popover-open")) popover.hidePopover();
  palette.showModal();
  field.select();
  field.dispatchEvent(new Event("palette-opened"));
}

function move(key) {
  const all = options();
  const at = all.indexOf(selected());
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 5, PageUp: at - 5 }[key];
  const wraps = key.startsWith("Arrow") ? (to + all.length) % all.length : Math.max(0, Math.min(all.length - 1, to));
  select(all[wraps]);
}

field.addEventListener("keydown", (event) => {
  if (/^(Arrow(Up|Down)|Page(Up|Down))$/.test(event.key) && options().length) {
    event.preventDefault();
    move(event.key);
  }
  if (event.key === "Escape") {
    // A search field would keep the key to clear itself, and a second press be needed.
    event.preventDefault();
    palette.close();
  }
  if (event.key === "Enter" && selected()) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) window.open(selected().href, "_blank", "noopener");
    else selected().click();
  }
});
results.addEventListener("pointermove", (event) => {
  const option = event.target.closest("[role=option]:not([aria-disabled])");
  if (option && option !== selected()) select(option);
});
results.addEventListener("htmx:afterSwap", () => {
  const all = options();
  select(all[0]);
  field.ariaExpanded = String(all.length > 0);
  palette.querySelector("[data-palette-status]").textContent = all.length === 1 ? "1 result" : `${all.length} results`;
});
palette.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});
