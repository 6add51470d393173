// Texts of tokens and prompts, as they are shown.

const pictures = { " ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍", "\u007f": "␡", "\u00a0": "⍽" };

/// A text in which white space and control characters can be seen.
export function visible(text) {
  return text.replace(/[\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    letter => pictures[letter] ?? (letter < " " ? String.fromCharCode(0x2400 + letter.charCodeAt(0)) : "�"));
}
