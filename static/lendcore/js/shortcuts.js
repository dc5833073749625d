/* Keys that work anywhere: search, sheet, sections, the shortcuts that a page names, save. */
const PAIR_PAUSE = 1200;
const palette = document.getElementById("palette");
let first = "";
let forget;

async function openPalette() {
  const { open } = await import("./palette.js");
  open();
}

/* Each person switches single letters on or off on their account page. */
const areOff = document.body.dataset.singleKeys === "off";

const isTyping = (target) => target.closest("input, textarea, select, dialog[open], [role=menu], [contenteditable]");

/* A field takes the focus; all else is clicked. What has the focus goes first where it names the key itself. */
function clickShortcut(keys) {
  const named = CSS.escape(keys);
  const here = document.activeElement?.closest(`[data-shortcut-here="${named}"]`);
  const control = here ?? document.querySelector(`[data-shortcut="${named}"]`);
  if (control?.matches("input")) control.focus();
  else control?.click();
  return Boolean(control);
}

function moveSection(step) {
  const links = [...document.querySelectorAll(".section-nav a")];
  links[links.findIndex((link) => link.ariaCurrent ?? link.hasAttribute("aria-current")) + step]?.click();
}

function save(target) {
  const form = target.closest("form") ?? document.querySelector("form[data-dirty-guard]");
  form?.requestSubmit(form.querySelector("[data-save], [data-save-default]"));
}

document.addEventListener("keydown", (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === "k" && palette) {
      event.preventDefault();
      openPalette();
    }
    if (key === "Enter" && !event.target.closest(".palette")) save(event.target);
    return;
  }
  if (event.altKey || event.defaultPrevented || isTyping(event.target) || areOff) return;
  const pair = first && clickShortcut(`${first} ${key}`);
  first = "";
  if (pair) return;
  if (key === "/" && palette) {
    event.preventDefault();
    openPalette();
  } else if (key === "?") document.getElementById("shortcut-sheet")?.showModal();
  else if (key === "j") moveSection(1);
  else if (key === "k") moveSection(-1);
  else if (key === "g") {
    first = key;
    clearTimeout(forget);
    forget = setTimeout(() => (first = ""), PAIR_PAUSE);
  } else if (key.length === 1 && clickShortcut(key)) event.preventDefault();
});

for (const opener of palette ? document.querySelectorAll("[data-palette-open]") : []) {
  opener.role = "button";
  opener.ariaHasPopup = "dialog";
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    openPalette();
  });
}
