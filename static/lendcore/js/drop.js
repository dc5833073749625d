/* A drop zone around a real file input. Type and size are looked at here first, and again on the server. */
import { showToast } from "./toasts.js";

const zoneOf = (event) => event.target.closest?.("[data-drop-zone]");

function fits(file, input) {
  const limit = Number(input.dataset.maxBytes ?? input.closest("[data-drop-zone]").dataset.maxBytes ?? Infinity);
  const accepted = input.accept.split(",").map((type) => type.trim()).filter(Boolean);
  const isKind = (type) => file.type === type || (type.endsWith("/*") && file.type.startsWith(type.slice(0, -1))) || file.name.toLowerCase().endsWith(type);
  if (file.size > limit) return `${file.name} is larger than ${Math.round(limit / 1e6)} MB.`;
  if (accepted.length && !accepted.some(isKind)) return `${file.name} is not a kind of file that fits here.`;
  return "";
}

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/* Capture, because htmx listens on the form and would send a file that does not fit. */
document.addEventListener(
  "change",
  (event) => {
    const zone = zoneOf(event);
    if (!zone || event.target.type !== "file") return;
    const [file] = event.target.files;
    const problem = file ? fits(file, event.target) : "";
    if (problem) {
      event.target.value = "";
      event.stopPropagation();
      showToast(problem, "error");
    }
    const name = zone.querySelector("[data-file-name]");
    if (name) name.textContent = file && !problem ? file.name : "";
  },
  true,
);
