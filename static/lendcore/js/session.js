/* The session ended while a form was being filled: sign in elsewhere, come back, send it again. */
import { showToast } from "./toasts.js";

const ended = document.getElementById("session-ended");
const note = ended.querySelector("[data-session-note]");

/* A new session has a new CSRF secret: its token goes into the forms that wait here. */
function restore(session, token) {
  if (session !== document.body.dataset.session) {
    note.textContent = session
      ? "You are signed in as someone else or to another company. Copy what you typed, then reload this page."
      : "You are not signed in yet.";
    return;
  }
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  ended.close();
  showToast("Signed in again. Nothing was lost: send it once more.");
}

/* Signed in in another tab: this page, fetched again, says who and carries the token. */
async function resume() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  restore(page.body.dataset.session, page.querySelector("[name=csrfmiddlewaretoken]")?.value);
}

export function askToSignIn() {
  note.textContent = "";
  if (ended.open) return;
  ended.showModal();
  htmx.trigger(ended.querySelector("[data-session-form]"), "session-form");
}

document.addEventListener("session-restored", (event) => restore(event.detail.session, event.detail.token));
ended.querySelector("[data-session-check]").addEventListener("click", resume);
document.addEventListener("visibilitychange", () => {
  if (ended.open && !document.hidden) resume();
});
