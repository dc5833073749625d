/* The session ended while a form was being filled: sign in elsewhere, come back, send it again. */
import { showToast } from "./toasts.js";

const ended = document.getElementById("session-ended");
const note = ended.querySelector("[data-session-note]");

/* A new session has a new CSRF secret: fetch this page again and hand its token to the forms that wait here. */
async function resume() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const session = page.body.dataset.session;
  if (session !== document.body.dataset.session) {
    note.textContent = session
      ? "You are signed in as someone else or to another company. Copy what you typed, then reload this page."
      : "You are not signed in yet.";
    return;
  }
  const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  ended.close();
  showToast("Signed in again. Nothing was lost: send it once more.");
}

export function askToSignIn() {
  const link = ended.querySelector("[data-session-sign-in]");
  if (!link.getAttribute("href")) link.href = location.href;
  note.textContent = "";
  if (!ended.open) ended.showModal();
}

ended.querySelector("[data-session-check]").addEventListener("click", resume);
document.addEventListener("visibilitychange", () => {
  if (ended.open && !document.hidden) resume();
});
