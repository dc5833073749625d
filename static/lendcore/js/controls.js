/* One-line behaviours: theme, copy, show password, select that sends its form. */
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

  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    showToast("Copied.");
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
