/* A panel beside the page: opens when something is swapped into it; Esc or its cross closes it, and the focus goes back. */
let opener;

function close(panel) {
  panel.hidden = true;
  panel.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = undefined;
}

document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.detail.target;
  if (!panel.matches("[data-panel]")) return;
  if (!panel.contains(event.detail.requestConfig.elt)) opener ??= event.detail.requestConfig.elt;
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.querySelector("h2").focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-panel-close]")) close(event.target.closest("[data-panel]"));
});

document.addEventListener("keydown", (event) => {
  const panel = document.querySelector("[data-panel]:not([hidden])");
  if (event.key === "Escape" && panel && !document.querySelector("dialog[open], :popover-open")) close(panel);
});
