/* One-line behaviours: theme, copy, show password, fill a field, select that sends its form. */
import { showToast } from "./toasts.js";

document.addEventListener("click", async (event) => {
  const theme = event.target.closest("[data-theme-choice]");
  if (theme) {
    document.documentElement.dataset.theme = theme.value;
    for (const item of document.querySelectorAll("[data-theme-choice]")) item.ariaChecked = String(item === theme);
  }

  const eye = event.target.closest("[data-show-password]");
  if (eye) {
    const field = document.getElementById(eye.dataset.showPassword);
    const shows = field.type === "password";
    field.type = shows ? "text" : "password";
    eye.ariaPressed = String(shows);
  }

  if (event.target.closest("[data-print]")) window.print();

  const fill = event.target.closest("[data-fill]");
  if (fill) {
    const field = document.getElementById(fill.dataset.fill);
    field.value = fill.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    showToast("Copied.");
  }
});

/* In a column of amounts Enter goes on to the next one. It never sends the form: that would post money. */
document.addEventListener("keydown", (event) => {
  const column = event.target.closest("[data-enter-next]");
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !column || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  const fields = [...column.querySelectorAll("input:not([type=hidden])")];
  fields[fields.indexOf(event.target) + 1]?.focus();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
