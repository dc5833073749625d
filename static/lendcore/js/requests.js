/* What a request shows: nothing for 150 ms, then a bar and aria-busy; errors as toasts; a dialog when the session ended. */
import { showToast } from "./toasts.js";

const PATIENCE = 150;
const REASONS = {
  403: "Your role does not allow that.",
  404: "That is no longer here. Reload the page.",
  409: "Someone else changed this meanwhile. Reload the page.",
  413: "The file is too large.",
  429: "Too many tries. Wait a moment.",
};
const bar = document.getElementById("progress-bar");
const pending = new Map();

document.addEventListener("htmx:beforeSend", (event) => {
  const { xhr, target } = event.detail;
  const timer = setTimeout(() => {
    bar.hidden = false;
    target.ariaBusy = "true";
  }, PATIENCE);
  pending.set(xhr, { timer, target });
});

document.addEventListener("htmx:afterRequest", (event) => {
  const request = pending.get(event.detail.xhr);
  if (!request) return;
  clearTimeout(request.timer);
  request.target.removeAttribute("aria-busy");
  pending.delete(event.detail.xhr);
  if (pending.size === 0) bar.hidden = true;
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 401) return;
  const reason = REASONS[xhr.status] ?? "Something failed on our side. Nothing was saved.";
  const reference = xhr.getResponseHeader("X-Request-Id");
  showToast(reference ? `${reason} Reference ${reference}.` : reason, "error");
});
document.addEventListener("htmx:sendError", () => showToast("No connection. Nothing was sent.", "error"));

document.addEventListener("session-ended", async () => {
  const session = await import("./session.js");
  session.askToSignIn();
});
