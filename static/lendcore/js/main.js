/* The one entry of every page. Modules listen on the document, so what htmx swaps in works at once;
   those that only some pages need are fetched when their attribute first appears. */
import "./controls.js";
import "./dialogs.js";
import "./menus.js";
import "./requests.js";
import "./shortcuts.js";
import "./toasts.js";

const WHEN_PRESENT = [
  ["[data-hide-after]", () => import("./reveal.js")],
  ["[data-dirty-guard]", () => import("./dirty.js")],
  ["[data-repeat]", () => import("./repeat.js")],
  ["[data-password-rules]", () => import("./password.js")],
  ["[data-panel]", () => import("./panel.js")],
  ["[data-drop-zone]", () => import("./drop.js")],
  ["[data-list], [data-selection]", () => import("./list.js")],
  ["[data-ordered], [data-filter-list]", () => import("./choosers.js")],
];

/* A module that looks at elements exports `start`, which is called again when content is swapped in. */
function startNeeded() {
  for (const [selector, load] of WHEN_PRESENT) {
    if (document.querySelector(selector)) load().then((module) => module.start?.());
  }
}

/* On a narrow screen the section nav and the tabs scroll sideways: bring the current one into view. */
function showCurrent() {
  for (const current of document.querySelectorAll(":is(.section-nav, .tabs) [aria-current]")) {
    const strip = current.closest(".section-nav, .tabs");
    if (strip.scrollWidth > strip.clientWidth) {
      strip.scrollLeft += current.getBoundingClientRect().left - strip.getBoundingClientRect().left - 24;
    }
  }
}

function arrive() {
  startNeeded();
  showCurrent();
  document.querySelector("[data-error-summary]")?.focus();
}

arrive();
document.addEventListener("htmx:afterSettle", arrive);
