// The prompt as flowing text, tinted by attention from a query or to a key.
import { make } from "./dom.js";

/// Shows `tokens` (from decodeTokens) in `place`; `pick(position, isOther)` is called for a click.
export class PromptText {
  constructor(place, pick) {
    Object.assign(this, { place, pick, spans: [], marked: [] });
    place.addEventListener("click", event => {
      const position = event.target.dataset?.position;
      if (position !== undefined) this.pick(Number(position), event.shiftKey);
    });
    place.addEventListener("contextmenu", event => {
      const position = event.target.dataset?.position;
      if (position === undefined) return;
      event.preventDefault();
      this.pick(Number(position), true);
    });
  }

  show(tokens) {
    this.spans = tokens.map((token, position) => {
      // A line feed is shown and breaks the line.
      const text = token.text.replace(/\t/g, "⇥").replace(/\r/g, "␍").replace(/\n/g, "↵\n")
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, letter => String.fromCharCode(0x2400 + (letter.charCodeAt(0) & 31)))
        .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�");
      // A token that is a part of the character before it has no text of its own.
      return make("span", { data: { position }, title: `${position} “${token.label}”`, class: text ? "" : "part" }, text || "·");
    });
    // The text runs as it is written, to the left where it begins so: a token of its own direction would break words.
    this.place.dir = "auto";
    this.place.replaceChildren(...this.spans);
    this.shares = new Float32Array(tokens.length).fill(-1);
  }

  /// Tints each token by `shares[position]` in 0...1, and frames the two of the cursor.
  tint(shares, cursor) {
    for (let i = 0; i < this.spans.length; i++) {
      const share = Math.round(100 * Math.min(1, Math.max(0, shares?.[i] || 0))) / 100;
      if (this.shares[i] === share) continue;
      this.shares[i] = share;
      this.spans[i].style.setProperty("--share", share);
    }
    for (const span of this.marked) span.classList.remove("query", "key");
    this.marked = [];
    if (!cursor) return;
    for (const [name, position] of [["query", cursor.query], ["key", cursor.key]]) {
      const span = this.spans[position];
      if (!span) continue;
      span.classList.add(name);
      this.marked.push(span);
    }
    // The one that is looked at from comes into view, then the other if both have room.
    for (const span of this.marked.reverse()) {
      const [box, room] = [span.getBoundingClientRect(), this.place.getBoundingClientRect()];
      if (box.top < room.top) this.place.scrollTop -= room.top - box.top + 4;
      else if (box.bottom > room.bottom) this.place.scrollTop += box.bottom - room.bottom + 4;
    }
  }
}
