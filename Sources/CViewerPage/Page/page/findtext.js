// Finds words in a prompt's tokens, and goes from one place to the next.
import { at, calm } from "./dom.js";

let [tokens, places, now, onGo] = [[], [], -1, () => {}];

/// Offers a search in the prompt; `go(position)` is called with the token at which a place begins.
export function offerFinding(go) {
  onGo = go;
  const field = at("find");
  const search = calm(120, () => { look(); step(1); });
  field.oninput = search;
  field.onkeydown = event => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") field.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  at("find-next").onclick = () => step(1);
  at("find-back").onclick = () => step(-1);
}

/// Searches in other tokens from now on.
export function findIn(list) {
  tokens = list;
  look();
}

/// Where the words begin, by token; a word may begin within one.
function placesOf(words, list) {
  if (words === "") return [];
  const starts = [];
  let text = "";
  for (const token of list) { starts.push(text.length); text += token.text.toLowerCase(); }
  const found = [];
  let token = 0;
  for (let place = text.indexOf(words); place >= 0; place = text.indexOf(words, place + 1)) {
    while (token + 1 < starts.length && starts[token + 1] <= place) token++;
    if (found.at(-1) !== token) found.push(token);
  }
  return found;
}

function look() {
  places = placesOf(at("find").value.toLowerCase(), tokens);
  now = -1;
  tell();
}

function tell() {
  const isAsked = at("find").value !== "";
  at("find-count").textContent = !isAsked ? "" : places.length === 0 ? "nowhere" : now < 0 ? `${places.length} places` : `${now + 1} of ${places.length}`;
  at("find-next").hidden = at("find-back").hidden = places.length < 2;
}

function step(by) {
  if (places.length === 0) return;
  now = now < 0 ? (by > 0 ? 0 : places.length - 1) : (now + by + places.length) % places.length;
  tell();
  onGo(places[now]);
}
