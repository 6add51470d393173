// The heads of a model as chosen by a text such as `L0-3H2,L5`: the grammar of the shell, which holds pattern_lens's.
//
//     selection = item { ("," | "~") item }     the union of the items; spaces are ignored
//     item      = term { "/" term }             the first term's heads but those of the others
//     term      = "L" numbers [ "H" numbers ]   no "H": all heads; in either case of letters
//     numbers   = "*" | "x" | place [ "-" [ place ] ]
//     place     = digits | "^" digits           from 0; "^1" is the last
//
// A set of heads is a sorted array of numbers, layer * heads + head.

/// The heads of a model that have patterns.
export const everyHead = model => Array.from({ length: model.n_layers * model.n_heads }, (_, i) => i)
  .filter(head => !model.patternless[Math.floor(head / model.n_heads)]);

/// What a layer without patterns has instead, in a sentence; nothing for others.
export const gapOf = (model, layer) => model.patternless[layer] && `layer ${layer} has ${model.patternless[layer]}, which has no pattern`;

/// Parses `text` for a model: `*` and ranges mean the heads that have patterns. Throws an Error that says what is wrong with
/// which part.
export function parseHeads(text, model) {
  const chosen = new Set();
  for (const item of text.split(/[,~]/)) {
    const [first, ...others] = item.split("/").map((term, place) => parseTerm(term, model, place > 0));
    const removed = new Set(others.flat());
    const left = first.filter(head => !removed.has(head));
    if (left.length === 0) throw new Error(`'${item.trim()}' leaves no head: what follows '/' is taken away`);
    for (const head of left) chosen.add(head);
  }
  return [...chosen].sort((a, b) => a - b);
}

function parseTerm(term, model, isTakenAway) {
  const { n_layers: layers, n_heads: heads } = model;
  const text = term.replace(/\s+/g, "");
  if (text === "") throw new Error("a head is missing: write one as L5H3, all as L*H*");
  const parts = /^L([^H]*)(?:H(.*))?$/i.exec(text);
  if (!parts) throw new Error(`'${text}' is no head: write L5H3, L0-3H2, L5 or L*H*`);
  const [low, high] = parseNumbers(parts[1], "layer", layers, text);
  const [first, last] = parts[2] === undefined ? [0, heads - 1] : parseNumbers(parts[2], "head", heads, text);
  if (low === high && !isTakenAway && gapOf(model, low)) throw new Error(gapOf(model, low));
  const chosen = [];
  for (let layer = low; layer <= high; layer++) {
    if (model.patternless[layer]) continue;
    for (let head = first; head <= last; head++) chosen.push(layer * heads + head);
  }
  return chosen;
}

function parseNumbers(text, noun, count, term) {
  if (/^[*x]$/i.test(text)) return [0, count - 1];
  const parts = /^(\^?)(\d+)(?:(-)(?:(\^?)(\d+))?)?$/.exec(text);
  if (!parts) throw new Error(`'${term}' has no ${noun} number: give a number, a range as 0-3, or * for all`);
  const place = (fromEnd, digits) => {
    const number = fromEnd ? count - Number(digits) : Number(digits);
    if (number < 0 || number >= count) {
      throw new Error(`'${term}' is outside this model: ${noun}s are 0-${count - 1}`);
    }
    return number;
  };
  const first = place(parts[1], parts[2]);
  const last = !parts[3] ? first : parts[5] === undefined ? count - 1 : place(parts[4], parts[5]);
  if (first > last) throw new Error(`'${term}' runs backwards: the first ${noun} comes first`);
  return [first, last];
}

/// The one canonical text of a set, which pattern_lens's page can parse as well.
export function printHeads(chosen, model) {
  const { n_layers: layers, n_heads: heads } = model;
  if (chosen.length === everyHead(model).length) return "L*H*";
  const rows = [];
  for (const head of chosen) (rows[Math.floor(head / heads)] ??= []).push(head % heads);
  const items = [];
  for (let layer = 0; layer < layers;) {
    const row = rows[layer];
    if (!row) { layer++; continue; }
    let end = layer + 1;
    while (end < layers && rows[end] && String(rows[end]) === String(row)) end++;
    const name = end - layer === layers ? "L*" : end - layer === 1 ? `L${layer}` : `L${layer}-${end - 1}`;
    if (row.length === heads) items.push(`${name}H*`);
    else items.push(...row.map(head => `${name}H${head}`));
    layer = end;
  }
  return items.join(",");
}
