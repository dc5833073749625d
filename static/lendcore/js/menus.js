/* The ARIA menu pattern over native popovers: arrows, Home, End, type-ahead, focus on open. */
const PAUSE = 600;
let typed = "";
let clearTyped;

const itemsOf = (menu) => [...menu.querySelectorAll("[role^=menuitem]")].filter((item) => item.checkVisibility());

/* Browsers without anchor positioning open a popover in the corner; the module puts it under its button. */
function place(popover, opener) {
  const box = opener.getBoundingClientRect();
  const left = Math.min(box.right - popover.offsetWidth, innerWidth - popover.offsetWidth - 8);
  popover.style.top = `${box.bottom + scrollY}px`;
  popover.style.left = `${Math.max(8, left) + scrollX}px`;
}

document.addEventListener(
  "toggle",
  (event) => {
    const popover = event.target;
    if (event.newState !== "open" || !popover.matches?.("[popover]")) return;
    const opener = document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
    if (opener && !CSS.supports("position-area: bottom")) place(popover, opener);
    if (popover.role !== "menu") return;
    const items = itemsOf(popover);
    for (const item of items) item.tabIndex = -1;
    (items.find((item) => item.ariaChecked === "true") ?? items[0])?.focus();
  },
  true,
);

function findTyped(items, key) {
  clearTimeout(clearTyped);
  clearTyped = setTimeout(() => (typed = ""), PAUSE);
  typed += key.toLowerCase();
  return items.find((item) => item.textContent.trim().toLowerCase().startsWith(typed));
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("[role=menu]");
  if (!menu) {
    const opener = event.key === "ArrowDown" && event.target.closest("[aria-haspopup=menu]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.getAttribute("popovertarget"))?.showPopover();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement);
  const moves = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items.at(at - 1),
    Home: items[0],
    End: items.at(-1),
  };
  if (event.key === "Tab") menu.hidePopover();
  const next = moves[event.key] ?? (event.key.length === 1 && event.key !== " " ? findTyped(items, event.key) : null);
  if (event.key in moves) event.preventDefault();
  next?.focus();
});
