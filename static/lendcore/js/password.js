/* Marks the password requirements that are met. The server renders the list and enforces the same one. */
const QUIET_TIME = 700;
const MEETS = {
  length: (text, list) => [...text].length >= Number(list.dataset.minimumLength),
  upper: (text) => /\p{Lu}/u.test(text),
  lower: (text) => /\p{Ll}/u.test(text),
  digit: (text) => /\p{Nd}/u.test(text),
  symbol: (text) => /[\p{P}\p{S}]/u.test(text),
  username: (text, list) => {
    const username = document.getElementById(list.dataset.username)?.value ?? "";
    return !["", username.trim().toLowerCase()].includes(text.trim().toLowerCase());
  },
};
let speak;

function mark(list) {
  const text = document.getElementById(list.dataset.passwordRules).value;
  const rules = [...list.querySelectorAll("[data-rule]")];
  for (const rule of rules) rule.classList.toggle("is-met", MEETS[rule.dataset.rule]?.(text, list) ?? false);
  const met = rules.filter((rule) => rule.classList.contains("is-met")).length;
  clearTimeout(speak);
  speak = setTimeout(() => {
    const summary = document.querySelector(`[data-password-summary="${list.dataset.passwordRules}"]`);
    summary.textContent = text ? `${met} of ${rules.length} requirements met` : "";
  }, QUIET_TIME);
}

export function start() {
  document.querySelectorAll("[data-password-rules]").forEach(mark);
}

document.addEventListener("input", (event) => {
  for (const list of document.querySelectorAll("[data-password-rules]")) {
    if ([list.dataset.passwordRules, list.dataset.username].includes(event.target.id)) mark(list);
  }
});
