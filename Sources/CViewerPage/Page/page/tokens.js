// Tokens as vocabularies spell them, and how they are shown.

// Byte-level vocabularies (GPT-2 and after) write each byte as a letter; this is their table, backwards.
const bytesOfLetters = (() => {
  const map = new Map();
  const isPlain = byte => byte >= 33 && byte <= 126 || byte >= 161 && byte <= 172 || byte >= 174;
  let next = 256;
  for (let byte = 0; byte < 256; byte++) map.set(String.fromCodePoint(isPlain(byte) ? byte : next++), byte);
  return map;
})();

const encoder = new TextEncoder();
const pictures = { " ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍", "\u007f": "␡", "\u00a0": "⍽" };

/// Which way a list of tokens writes spaces: "bytes" (Ġ), "sentence" (▁), "pieces" (##) or "plain".
export function spelling(tokens) {
  let [bytes, sentence, pieces] = [0, 0, 0];
  for (const token of tokens) {
    if (/[ĠĊĉ]/.test(token)) bytes++;
    if (token.includes("▁") || /^<0x[0-9A-F]{2}>$/.test(token)) sentence++;
    if (token.startsWith("##")) pieces++;
  }
  const most = Math.max(bytes, sentence, pieces);
  if (most === 0) return tokens.some(token => [...token].some(letter => letter > "~")
    && [...token].every(letter => bytesOfLetters.has(letter))) ? "bytes" : "plain";
  return most === bytes ? "bytes" : most === sentence ? "sentence" : "pieces";
}

/// The bytes that a token stands for.
function bytesOf(token, way) {
  if (way === "bytes") {
    const letters = [...token];
    if (letters.every(letter => bytesOfLetters.has(letter))) return letters.map(letter => bytesOfLetters.get(letter));
  }
  if (way === "sentence") {
    const byte = /^<0x([0-9A-F]{2})>$/.exec(token);
    if (byte) return [parseInt(byte[1], 16)];
    return [...encoder.encode(token.replaceAll("▁", " "))];
  }
  return [...encoder.encode(token)];
}

/// A text in which white space and control characters can be seen.
export function visible(text) {
  return text.replace(/[\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    letter => pictures[letter] ?? (letter < " " ? String.fromCharCode(0x2400 + letter.charCodeAt(0)) : "�"));
}

/// What to write for each token: `text` as it flows in the prompt, `label` with white space made visible. Bytes that
/// are no whole character by themselves are shown as `<E6>`.
export function decodeTokens(tokens) {
  const way = spelling(tokens);
  return tokens.map(token => {
    const bytes = bytesOf(token, way);
    let text = "";
    for (let place = 0; place < bytes.length;) {
      const lead = bytes[place];
      const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
      const part = new Uint8Array(bytes.slice(place, place + length));
      try {
        if (length === 0 || part.length < length) throw new Error("no whole character");
        text += new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part);
        place += length;
      } catch {
        text += `<${lead.toString(16).toUpperCase().padStart(2, "0")}>`;
        place += 1;
      }
    }
    if (way === "pieces") text = text.startsWith("##") ? text.slice(2) : ` ${text}`;
    return { raw: token, text, label: visible(text) };
  });
}
