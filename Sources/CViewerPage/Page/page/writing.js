// Writing on, token by token.
import { at } from "./dom.js";
import { goOn, lastRun, settled, whenGoneOn } from "./typing.js";

let written = []; // { text, label, probability, from, position }: `from` is the text before it, `position` its own row
let isWriting = false;

/// Offers to write on.
export function offerWriting() {
  at("go-on").onclick = write;
  whenGoneOn(token => {
    // What was written before stays where it is still a part of the text.
    written = written.filter(({ text, from }) => token.from.startsWith(from + text));
    written.push(token);
  });
}

/// Writes on with the likeliest token each time, until it is stopped or has written enough.
async function write() {
  if (isWriting) { isWriting = false; return; }
  isWriting = true;
  at("go-on").textContent = "Stop";
  await settled();
  for (let count = 0; isWriting && count < 40; count++) {
    const before = lastRun();
    const next = before?.next[0];
    if (!next?.text || !["", before.text].includes(at("typed").value)) break;
    await goOn(next);
    await settled();
    if (lastRun().n_tokens !== before.n_tokens + 1) {
      at("typed-note").textContent += " · the text with the last token is split into others: it stops here";
      break;
    }
  }
  isWriting = false;
  at("go-on").textContent = "Write on";
}

/// What was written in a text, token by token: `{ text, label, probability, from, position }`.
export const writtenIn = text => written.filter(({ text: own, from }) => text.startsWith(from + own));
