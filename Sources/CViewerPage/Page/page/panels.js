// The patterns side by side on the page of one head: what each shows, in which scale, and the cursor that they share.
import * as data from "./data.js";
import { make } from "./dom.js";
import { color, isDark, scaleOf, valueAt } from "./colors.js";
import { HeatMapView } from "./heatmap.js";
import { brief, difference, divergences, extent, isCausal, strongest, withoutFirst } from "./maths.js";
import { visible } from "./tokens.js";
import { runOf } from "./typing.js";

/// What there is of a head for a panel: `{ model, hash, layer, head, raw, queries, keys, text }`.
///
/// Tokens, `{ text, label }`, are null where it is not known which stands where; `misfit` says why.
export async function loadPanel(place, tag) {
  const [record, raw] = await Promise.all([
    data.prompt(place.model, place.hash), data.pattern(place.model, place.hash, place.layer, place.head, tag)]);
  const { queries, keys, note } = await data.tokens(place.model, place.hash, raw.rows, raw.columns);
  raw.isCausal ??= isCausal(raw);
  const shown = list => list?.map(token => ({ ...token, label: visible(token.label) })) ?? null;
  return { ...place, raw, queries: shown(queries), keys: shown(keys), text: record.text, misfit: note ?? "" };
}

/// What to write beside a panel's rows and columns.
const labelsOf = ({ queries, keys }) => ({ queries: queries?.map(token => token.label), keys: keys?.map(token => token.label) });

/// Pixels that the numbers beside the patterns have at least, as the style sheet says.
const leastBeside = 340;

/// The row of panels, the first of which is the head of the page.
export class Panels {
  constructor(place, { onPoint, onRemove, onOpen }) {
    Object.assign(this, { place, onPoint, onRemove, onOpen, shown: [], cursor: null, room: 0 });
    this.workspace = place.closest(".workspace");
    new ResizeObserver(() => this.resize()).observe(this.workspace);
    addEventListener("resize", () => this.resize());
  }

  /// Shows panels with options `{ map, limits, low, high, scale, first, difference }`.
  show(panels, options) {
    const wanted = panels.map(panel => ({ ...panel, ...this.prepared(panel, options) }));
    if (options.difference && panels.length > 1) wanted.push(this.differenceOf(wanted[0], wanted[1]));
    const own = wanted.filter(panel => !panel.isDifference);
    for (const panel of wanted) {
      if (!panel.pattern) continue;
      const limits = panel.isDifference ? "balanced" : options.limits === "fixed" ? [options.low, options.high]
        : options.limits === "unit" ? "unit" : "own";
      panel.scale = scaleOf(!panel.isDifference && options.limits === "shared" ? own.map(other => other.pattern) : [panel.pattern],
        { map: panel.isDifference ? "RdBu_r" : mapOf(options), limits, scale: panel.isDifference ? "linear" : options.scale });
      panel.caption = captionOf(panel, options);
    }
    while (this.shown.length > wanted.length) this.shown.pop().figure.remove();
    const hasStrip = wanted.some(panel => panel.strip); // room for it in all, so that cells have one size
    wanted.forEach((panel, i) => this.fill(this.shown[i] ??= this.make(i), panel, i, hasStrip, options.by));
    this.resize();
    this.mark(this.cursor);
  }

  prepared(panel, { first, by }) {
    const { raw } = panel;
    return {
      pattern: !raw.values ? raw.seen(first, by) : first ? withoutFirst(raw, first === "renormalise") : raw, isCut: Boolean(first),
      note: [first === "drop" ? "Without the first token." : first ? "Without the first token, rows rescaled to sum 1." : "", panel.misfit]
        .filter(Boolean).join(" "),
    };
  }

  differenceOf(a, b) {
    if (!a.pattern.values || !b.pattern.values) {
      return { isDifference: true, pattern: null, of: [a, b], note: "No difference: of prompts of more than 2,048 tokens the shell draws it, with diff." };
    }
    if (a.pattern.rows !== b.pattern.rows || a.pattern.columns !== b.pattern.columns) {
      const sizes = [a, b].map(({ pattern }) => `${pattern.rows} x ${pattern.columns}`);
      return { isDifference: true, pattern: null, of: [a, b], note: `No difference: the patterns are ${sizes[0]} and ${sizes[1]} tokens, `
        + "so their cells don't stand for the same. Pin a head on the same prompt, or prompts of one length." };
    }
    const pattern = difference(a.pattern, b.pattern);
    const strip = divergences(a.pattern, b.pattern);
    const known = strip.filter(value => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / (known.length || 1);
    const place = strongest(pattern);
    return {
      isDifference: true, pattern, queries: a.queries, keys: a.keys, of: [a, b], strip, mean, most: pattern.values[place],
      note: `Largest difference ${brief(pattern.values[place])} at query ${Math.floor(place / pattern.columns)}, key ${place % pattern.columns}. `
        + `Jensen-Shannon divergence of rows (bars): mean ${brief(mean)}, largest ${brief(Math.max(...known, 0))} bits. ${a.note ?? ""}`,
    };
  }

  make(place) {
    const view = new HeatMapView({
      label: "Pattern: arrow keys move the cell, Escape lets it go",
      onPoint: (query, key, kind) => this.onPoint(query, key, kind),
      onView: moved => { this.onView?.(); for (const other of this.shown) if (other.view !== view) other.view.setView(moved, false); },
    });
    const parts = { view, name: make("b"), about: make("span", { class: "hint" }), low: make("span"), bar: make("i"), high: make("span"), legend: make("span"),
      note: make("p", { class: "note" }) };
    parts.remove = make("button", { class: "bare", title: "Unpin", "aria-label": "Unpin", onclick: () => this.onRemove(place) }, "×");
    parts.open = make("button", { class: "bare", title: "Make this the page's head", "aria-label": "Make this the page's head", onclick: () => this.onOpen(place) }, "↗");
    const zoom = (text, title, by) => make("button", { class: "bare", title, "aria-label": title, onclick: () => by ? view.zoom(by) : view.setView({ x: 0, y: 0, zoom: 1 }) }, text);
    parts.figure = make("figure", { class: "panel" }, make("figcaption", {}, parts.name, parts.about,
      zoom("−", "Zoom out (-)", 1 / 1.5), zoom("+", "Zoom in (+)", 1.5), zoom("⤢", "The whole pattern (0)"), parts.open, parts.remove),
      parts.map = make("div", { class: "map" }, view.canvas), parts.scale = make("div", { class: "scale" }, parts.low, parts.bar, parts.high, parts.legend), parts.note);
    this.place.append(parts.figure);
    return parts;
  }

  fill(parts, panel, place, hasStrip, by) {
    parts.panel = panel;
    parts.name.textContent = panel.isDifference ? differenceName(panel.of) : nameOf(panel);
    parts.about.textContent = panel.isDifference ? "" : place === 0 ? `${panel.pattern.rows} × ${panel.pattern.columns}` : `${panel.model} · ${panel.text.slice(0, 40)}`;
    parts.about.title = panel.isDifference ? "" : panel.text;
    parts.open.hidden = parts.remove.hidden = place === 0 || panel.isDifference;
    parts.note.textContent = panel.note ?? "";
    parts.map.hidden = parts.scale.hidden = !panel.pattern;
    if (!panel.pattern) return;
    const { scale, pattern } = panel;
    parts.low.textContent = brief(valueAt(0, scale));
    parts.high.textContent = brief(valueAt(1, scale)) + ({ log: " (log)", sqrt: " (square root)" }[scale.scale] ?? "");
    parts.bar.style.background = `linear-gradient(90deg, ${Array.from({ length: 17 }, (_, i) => color(scale.map, i / 16)).join(",")})`;
    const hasMissing = pattern.hasMissing ?? extent(pattern.values ?? pattern.overview?.values ?? []).hasMissing;
    parts.legend.replaceChildren(...[pattern.isCausal ? make("span", {}, make("i", { class: "chip unseen" }), "masked: later than the query") : null,
      hasMissing ? make("span", {}, make("i", { class: "chip missing" }), panel.isCut ? "left out, or NaN" : "NaN") : null].filter(Boolean));
    parts.view.by = by;
    parts.view.strip = panel.strip ?? null;
    parts.view.hasStripRoom = hasStrip;
    parts.view.canvas.setAttribute("aria-label", `Pattern of ${parts.name.textContent}, ${pattern.rows} queries by ${pattern.columns} keys: arrow keys move the cell, Escape lets it go`);
    parts.view.show(pattern, labelsOf(panel), scale);
  }

  resize() {
    const count = this.shown.length;
    const { workspace } = this;
    // The numbers stand next to the patterns, which are as wide as their height allows.
    const isBeside = getComputedStyle(workspace).gridTemplateColumns.split(" ").length > 1;
    const width = workspace.clientWidth - (isBeside ? leastBeside + 22 : 0);
    if (width <= 0 || !count) return;
    const across = Math.min(count, Math.max(1, Math.floor(width / 340)));
    const room = Math.floor((width - 16 * (across - 1)) / across) - 1;
    let widest = Math.min(320, room);
    for (const parts of this.shown) {
      parts.figure.style.maxWidth = `${room}px`;
      widest = Math.max(widest, parts.view.resize(room));
    }
    workspace.style.setProperty("--panels", `${Math.min(width, across * (widest + 16) + 1)}px`);
  }

  /// Draws what has come of patterns that are not here whole.
  repaint() { for (const { view } of this.shown) view.repaint(); }

  /// Marks a cell in all panels that have it.
  mark(cursor, follows = false) {
    this.cursor = cursor;
    for (const { view, panel } of this.shown) {
      const isInside = cursor && panel.pattern && cursor.query < panel.pattern.rows && cursor.key < panel.pattern.columns;
      view.mark(isInside ? cursor : null, follows);
    }
  }
}

/// How a head is called.
export const nameOf = ({ layer, head }) => `L${layer}H${head}`;

/// How the model of a panel's patterns is called, with what was changed in it.
export const modelNameOf = ({ model, hash }) => runOf(hash)?.named ?? model;

/// How a difference is called: by what its two sides differ in.
function differenceName([a, b]) {
  const name = one => [a.model === b.model ? "" : one.model, nameOf(one),
    a.hash === b.hash ? "" : `@${one.hash.slice(0, 6)}`].filter(Boolean).join(" ");
  return `${name(a)} − ${name(b)}`;
}

/// The colour map of the options: by itself the one of pattern_lens, dark where the page is.
export const mapOf = ({ map }, forPrint = false) => map || (forPrint || !isDark() ? "Blues" : "Blues_r");

/// The line that says what a picture shows.
function captionOf(panel, { first, limits, by }) {
  // A changed model is named with its changes, which the commands make again.
  const one = ({ model, hash, layer, head, text }) => `${modelNameOf({ model, hash })} L${layer}H${head} of prompt ${hash}, `
    + `“${visible(text?.length > 80 ? `${text.slice(0, 80)}…` : text ?? "").replaceAll("␣", " ")}”`;
  const edits = new Set((panel.of ?? [panel]).map(({ hash }) => runOf(hash)?.edits.replace(/; $/, "")).filter(Boolean));
  const { low, high, scale } = panel.scale;
  const kind = { log: "log scale, ", sqrt: "square root scale, " }[scale] ?? "";
  return [
    panel.isDifference ? `${one(panel.of[0])} minus ${one(panel.of[1])}` : one(panel),
    ...edits,
    first === "drop" ? "without the first token" : first ? "without the first token, rows rescaled to sum 1" : "",
    `${kind}${brief(low)} to ${brief(high)}${limits === "shared" ? ", shared by the panels" : ""}`,
    by === "mean" ? "means where a dot covers several cells" : "",
    "PatternLens",
  ].filter(Boolean).join(" · ");
}
