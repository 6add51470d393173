// The list of keys, shown by `?`.
import { at, make } from "./dom.js";

/// Shows keys in a dialog when `?` is pressed or the button clicked: `[["j", "next head"], ...]`.
export function offerKeys(keys) {
  const dialog = make("dialog", { class: "keys", "aria-label": "Keys" },
    make("h2", {}, "Keys"),
    make("dl", {}, ...keys.flatMap(([key, text]) => [
      make("dt", {}, ...key.split(" ").map(part => make("kbd", {}, part))), make("dd", {}, text)])),
    make("form", { method: "dialog" }, make("button", {}, "Close")));
  document.body.append(dialog);
  const show = () => dialog.open ? dialog.close() : dialog.showModal();
  at("help").onclick = show;
  addEventListener("keydown", event => {
    if (event.key === "?" && !isTyping(event)) { event.preventDefault(); show(); }
  });
}

/// Whether a key goes into a field.
export function isTyping(event) {
  return event.target.closest?.("input:not([type=checkbox]):not([type=range]):not([type=button]), textarea, dialog[open]") != null;
}

/// Lets the keys of the page work after a list was used: who has chosen is done with it.
export function letGoOfLists() {
  addEventListener("change", event => { if (event.target.matches?.("select")) event.target.blur(); });
}

/// Whether a key is a list's own: an arrow on one that has the focus.
export function isForList(event) {
  return event.target.closest?.("select") != null && (event.key.startsWith("Arrow") || event.key === " " || event.key === "Enter" || event.key.length === 1 && !"jkhlnNtpdg".includes(event.key));
}

/// Puts on the theme that was chosen here before. To be called before the page is drawn, so that no other flashes up, and
/// after what takes time: a browser's storage takes 10 ms to answer at first.
export function wearTheme() {
  try {
    const theme = localStorage.getItem("plens-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* no storage: the system's setting holds */ }
}

/// The switch between light, dark and the system's setting.
export function offerTheme() {
  const root = document.documentElement;
  const button = at("theme");
  const order = ["", "light", "dark"];
  const show = () => {
    const theme = root.dataset.theme ?? "";
    button.textContent = { "": "◐", light: "☀", dark: "☾" }[theme];
    button.title = `Theme: ${theme || "as the system"}`;
    button.setAttribute("aria-label", button.title);
    dispatchEvent(new Event("themechange"));
  };
  button.onclick = () => {
    const next = order[(order.indexOf(root.dataset.theme ?? "") + 1) % 3];
    if (next) root.dataset.theme = next; else delete root.dataset.theme;
    try { localStorage.setItem("plens-theme", next); } catch { /* no storage */ }
    show();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
