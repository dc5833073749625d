/* Toasts leave after 8 seconds, and wait while they are hovered or hold the focus. */
const STAY = 8000;
const region = document.getElementById("toasts");

function watch(toast) {
  let timer;
  const wait = () => clearTimeout(timer);
  const leave = () => {
    wait();
    timer = setTimeout(() => toast.remove(), STAY);
  };
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusout", leave);
  leave();
}

/* Shows a short fact; the shape in the page is that of an error. */
export function showToast(text, level = "success") {
  const toast = document.getElementById("toast-shape").content.firstElementChild.cloneNode(true);
  if (level !== "error") {
    toast.classList.remove("toast-bad");
    toast.querySelector("svg").remove();
  }
  toast.querySelector("span").textContent = text;
  region.append(toast);
}

region.querySelectorAll("[data-toast]").forEach(watch);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) watch(node);
  }
}).observe(region, { childList: true });

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-dismiss]")) event.target.closest("[data-toast]").remove();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = event.detail;
  if (xhr.status > 0 && xhr.status < 400) elt.closest?.("[data-toast]")?.remove();
});
