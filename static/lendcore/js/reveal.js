/* A revealed secret hides itself after its time, and before the page goes into the back/forward cache. */
const timed = new WeakSet();

function hide(secret) {
  const holder = secret.parentElement;
  holder?.replaceChildren(secret.nextElementSibling.content.cloneNode(true));
  if (holder) window.htmx?.process(holder);
}

export function start() {
  for (const secret of document.querySelectorAll("[data-hide-after]")) {
    if (timed.has(secret)) continue;
    timed.add(secret);
    setTimeout(() => hide(secret), Number(secret.dataset.hideAfter) * 1000);
  }
}

addEventListener("pagehide", () => document.querySelectorAll("[data-hide-after]").forEach(hide));
