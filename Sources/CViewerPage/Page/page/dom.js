// Making and finding elements. Whatever comes from a model or a prompt enters the page as text, never as markup.

/// The element with this id.
export const at = id => document.getElementById(id);

/// Makes an element: `make("button", { class: "small", onclick: go }, "Go")`.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on") || name in element && name !== "list" && !name.startsWith("aria")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/// Fills a select with options: texts, or `[value, text]`.
export function fill(select, options, chosen) {
  select.replaceChildren(...options.map(option => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return make("option", { value, selected: value === chosen }, text);
  }));
  if (chosen !== undefined) select.value = chosen;
}

/// Calls `body` once `wait` milliseconds have passed without another call.
export function calm(wait, body) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => body(...values), wait);
  };
}

/// Calls `body` at the next frame, however often it is asked to.
export function onFrame(body) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; body(); });
  };
}

/// Ends after so many milliseconds.
export const pause = time => new Promise(done => setTimeout(done, time));

/// Ends when what is there now has been given to the browser's threads that draw; soon where nothing is drawn, as in a tab
/// behind others.
export const painted = () => Promise.race([new Promise(done => requestAnimationFrame(() => setTimeout(done))), pause(200)]);

/// Tells something in the corner, and to a screen reader.
export function say(text, kind = "note") {
  const place = at("notes");
  const note = make("div", { class: `note ${kind}` }, text,
    make("button", { class: "bare", "aria-label": "Dismiss", onclick: () => note.remove() }, "×"));
  place.append(note);
  while (place.children.length > 4) place.firstChild.remove();
  if (kind !== "problem") setTimeout(() => note.remove(), 6000);
  return note;
}

/// Copies a text, and says so.
export async function copy(text) {
  // Over plain http from another machine a browser has no clipboard of the new kind, but the old one.
  const isCopied = await (navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false) || copyFromField(text);
  if (isCopied) say(`Copied: ${text.length > 60 ? text.slice(0, 60) + "…" : text}`);
  else say(`The browser did not allow copying; the text is: ${text}`, "problem");
}

function copyFromField(text) {
  const field = make("textarea", { value: text, class: "hidden", "aria-hidden": "true" });
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus?.();
  return isCopied;
}
