// What is known of the cell that is pointed at: its value in each panel, its row, and the strongest of its row or column.
import { at, calm, make } from "./dom.js";
import { here, options } from "./here.js";
import { columnOf, exact, isMasked, largest, rowFacts, rowOf } from "./maths.js";
import { nameOf } from "./panels.js";

/// What to say of a value; "…" while it comes.
function told(pattern, query, key) {
  if (isMasked(pattern, query, key)) return "masked";
  const value = rowOf(pattern, query)?.[key];
  if (value === undefined) return "…";
  if (!Number.isNaN(value)) return exact(value);
  return options.first && (key === 0 || query === 0) ? "left out" : "NaN";
}

const speak = calm(150, text => { at("spoken").textContent = text; });

const pair = (name, ...content) => [make("dt", {}, name), make("dd", {}, ...content)];

/// Shows it; `shown` is what the panels have, `go(cursor)` goes to another cell.
export function showReadout(shown, go) {
  const [panel] = here.panels;
  const readout = at("readout");
  at("values").hidden = at("strongest").hidden = true;
  if (!panel) return readout.replaceChildren();
  const { cursor, isLocked } = here;
  if (!cursor) return readout.replaceChildren(...pair("Cell", make("span", { class: "hint" }, "point at a cell, or use the arrow keys")));
  const { query, key } = cursor;
  const { pattern } = panel;
  const value = told(pattern, query, key);
  const row = rowOf(pattern, query);
  const facts = row && rowFacts(pattern, row, query, key);
  const isNumber = !["masked", "NaN", "left out", "…"].includes(value);
  const token = (position, list, name) => [make("span", { class: name }, String(position)), " ",
    make("span", { class: "token" }, list?.[position] ? `“${list[position].label}”` : "")];
  const rank = isNumber ? `${facts.rank} of the ${facts.seen} key${facts.seen === 1 ? "" : "s"} that the query sees` : "–";
  readout.replaceChildren(
    ...pair("Value", make("span", { class: "value", id: "value" }, value), value === "masked" ? " the query can't see a later key" : ""),
    ...pair("Query", ...token(query, panel.queries, "q")), ...pair("Key", ...token(key, panel.keys, "k")),
    ...pair("Rank", rank),
    ...(facts ? rowPairs(facts, panel, query) : []),
    ...pair("", make("span", { class: "hint" }, isLocked ? "held; Esc lets it go" : "a click holds it")));
  if (value !== "…") {
    speak(`query ${query} ${panel.queries?.[query]?.label ?? ""}, key ${key} ${panel.keys?.[key]?.label ?? ""}: ${value}${isNumber ? `, rank ${rank}` : ""}`);
  }
  if (isLocked) showStrongest(panel, go);
  if (here.panels.length > 1) showInEach(shown, query, key);
}

function rowPairs(facts, panel, query) {
  const leftOut = options.first === "drop" && query > 0 ? panel.raw.values?.[query * panel.raw.columns] : undefined;
  return [
    ...pair("Row entropy", Number.isNaN(facts.entropy) ? "none: the row is no distribution" : `${facts.entropy.toFixed(3)} nats, ${(100 * facts.relative).toFixed(0)} % of the most possible`),
    ...pair("Row sum", Number.isFinite(facts.sum) ? facts.sum.toFixed(6) : String(facts.sum), leftOut === undefined ? "" : `, ${leftOut.toFixed(4)} left out`),
  ];
}

/// The cell's value in each of several panels.
function showInEach(shown, query, key) {
  at("values").hidden = false;
  at("values").replaceChildren(at("values").caption, ...shown.filter(({ panel }) => panel.pattern).map(({ panel }) => {
    const isInside = query < panel.pattern.rows && key < panel.pattern.columns;
    const name = panel.isDifference ? "difference" : `${panel.model} ${nameOf(panel)}`;
    return make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, isInside ? told(panel.pattern, query, key) : "–"));
  }), ...shown.filter(({ panel: { strip } }) => strip && query < strip.length).map(({ panel: { strip } }) =>
    make("tr", {}, make("th", { scope: "row", title: "Jensen-Shannon divergence of the first two's rows" }, "divergence of the row"),
      make("td", {}, `${strip[query].toFixed(4)} bits`))));
}

/// The keys that the held query looks at most, or the queries that look at the held key most, with exact values.
function showStrongest({ pattern, queries, keys }, go) {
  const { cursor: { query, key }, isFromQuery } = here;
  const line = isFromQuery ? rowOf(pattern, query) : columnOf(pattern, key);
  if (!line) return;
  const found = largest(line, 8, place => !(isFromQuery ? isMasked(pattern, query, place) : isMasked(pattern, place, key)));
  const list = isFromQuery ? keys : queries;
  at("strongest").hidden = found.length === 0;
  at("strongest-title").textContent = isFromQuery ? `What query ${query} looks at most` : `Which queries look at key ${key} most`;
  at("strongest-list").replaceChildren(...found.map(([other, value]) => {
    const onclick = () => go(isFromQuery ? { query, key: other } : { query: other, key });
    return make("tr", { class: (isFromQuery ? other === key : other === query) ? "now" : "" },
      make("td", {}, make("button", { class: "bare", onclick, title: "Go to this cell" }, `${other} `,
        make("span", { class: "token" }, list?.[other] ? `“${list[other].label}”` : ""))), make("td", {}, exact(value)));
  }));
}
