// What was written, token by token: each with what the model looked at as it wrote it.
import { pixels } from "./colors.js";
import { at, make } from "./dom.js";
import { largest, rowOf } from "./maths.js";
import { nameOf } from "./panels.js";
import { visible } from "./tokens.js";
import { goTo, lastRun, percent } from "./typing.js";
import { writtenIn } from "./writing.js";

/// Shows what was written in the text of the page's panels: for each token its row in each of the heads.
export function showTimeline(panels) {
  const section = at("timeline");
  const [first] = panels;
  const run = lastRun();
  const own = first && run?.hash === first.hash ? writtenIn(run.text) : [];
  section.hidden = own.length === 0;
  if (section.hidden) return;
  const heads = panels.filter(panel => panel.pattern && !panel.isDifference && panel.hash === first.hash);
  at("timeline-list").replaceChildren(make("tr", {}, make("th", { scope: "col" }, "token"), ...heads.flatMap(panel =>
    [make("th", { scope: "col" }, nameOf(panel)), make("th", { scope: "col" }, "most")])), ...own.map(token => row(token, heads)));
}

function row(token, heads) {
  const back = make("button", { type: "button", class: "bare", title: "Go back to before this token", onclick: () => goTo(token.from) },
    make("span", { class: "token" }, visible(token.label)), make("small", {}, ` ${percent(token.probability)}`));
  return make("tr", {}, make("td", {}, back), ...heads.flatMap(({ pattern, scale, keys }) => {
    const query = token.position - 1; // the row that the token was read from
    const line = query < pattern.rows ? rowOf(pattern, query) : null;
    if (!line) return [make("td"), make("td")];
    // All rows are as wide as the text: one key stands below the other.
    const hidden = line.map((_, key) => Number(key > query));
    const strip = make("canvas", { width: line.length, height: 1, class: "line" });
    strip.getContext("2d").putImageData(pixels({ rows: 1, columns: line.length, values: line, hidden }, scale), 0, 0);
    // Two, as the first token is the strongest of most.
    const names = largest(line, 2, place => place <= query).map(([key, value]) => `${keys?.[key]?.label ?? key} ${value.toFixed(2)}`);
    strip.title = `what query ${query} looks at; most at ${names.join(", then ")}`;
    return [make("td", { class: "stretched" }, strip), make("td", { class: "token" }, names.join(", "))];
  }));
}
