// The patterns side by side on the page of one head: what each shows, in which scale, and the cursor that they share.
import * as data from "./data.js";
import { make } from "./dom.js";
import { color, scaleOf, valueAt } from "./colors.js";
import { HeatMapView } from "./heatmap.js";
import { brief, difference, divergences, strongest, withoutFirst } from "./maths.js";
import { decodeTokens } from "./tokens.js";

/// What there is of a head for a panel: `{ model, hash, layer, head, raw, pattern, tokens, labels, text }`.
///
/// Labels are left out where the numbers of tokens and rows do not fit; `misfit` says so.
export async function loadPanel(place, tag, firstToken) {
  const [record, raw] = await Promise.all([
    data.prompt(place.model, place.hash), data.pattern(place.model, place.hash, place.layer, place.head, tag)]);
  const decoded = decodeTokens(record.tokens ?? []);
  const first = { raw: firstToken, text: firstToken, label: firstToken };
  const fits = decoded.length === raw.columns ? decoded : decoded.length + 1 === raw.columns ? [first, ...decoded] : null;
  return {
    ...place, raw, tokens: fits, labels: fits && raw.rows === raw.columns ? fits.map(token => token.label) : null, text: record.text,
    misfit: fits ? "" : `The prompt has ${decoded.length} tokens and the pattern ${raw.columns} columns: tokens are not shown.`,
  };
}

/// The row of panels, the first of which is the head of the page.
export class Panels {
  constructor(place, { onPoint, onRemove, onOpen }) {
    Object.assign(this, { place, onPoint, onRemove, onOpen, shown: [], cursor: null, room: 0 });
    new ResizeObserver(() => this.resize()).observe(place.parentElement);
    addEventListener("resize", () => this.resize());
  }

  /// Shows panels with options `{ map, limits, low, high, log, first, difference }`.
  show(panels, options) {
    const wanted = panels.map(panel => ({ ...panel, ...this.prepared(panel, options) }));
    if (options.difference && panels.length > 1) wanted.push(this.differenceOf(wanted[0], wanted[1]));
    const own = wanted.filter(panel => !panel.isDifference);
    for (const panel of wanted) {
      const limits = panel.isDifference ? "balanced" : options.limits === "fixed" ? [options.low, options.high]
        : options.limits === "unit" ? "unit" : "own";
      panel.scale = scaleOf(!panel.isDifference && options.limits === "shared" ? own.map(other => other.pattern) : [panel.pattern],
        { map: panel.isDifference ? "RdBu_r" : options.map, limits, log: options.log && !panel.isDifference });
      panel.caption = captionOf(panel, options);
    }
    while (this.shown.length > wanted.length) this.shown.pop().figure.remove();
    const hasStrip = wanted.some(panel => panel.strip); // room for it in all, so that cells have one size
    wanted.forEach((panel, i) => this.fill(this.shown[i] ??= this.make(i), panel, i, hasStrip));
    this.resize();
    this.mark(this.cursor);
  }

  prepared(panel, { first }) {
    return {
      pattern: first ? withoutFirst(panel.raw, first === "renormalise") : panel.raw,
      note: [first === "drop" ? "Without the first token." : first ? "Without the first token, rows renormalised." : "", panel.misfit]
        .filter(Boolean).join(" "),
    };
  }

  differenceOf(a, b) {
    if (a.pattern.rows !== b.pattern.rows || a.pattern.columns !== b.pattern.columns) {
      const empty = { rows: 1, columns: 1, values: new Float32Array([NaN]) };
      return { isDifference: true, pattern: empty, labels: null, of: [a, b],
        note: `The patterns have other sizes: ${a.pattern.rows} and ${b.pattern.rows} tokens.` };
    }
    const pattern = difference(a.pattern, b.pattern);
    const strip = divergences(a.pattern, b.pattern);
    const known = strip.filter(value => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / (known.length || 1);
    const place = strongest(pattern);
    return {
      isDifference: true, pattern, labels: a.labels, of: [a, b], strip, mean, most: pattern.values[place],
      note: `Largest difference ${brief(pattern.values[place])} at query ${Math.floor(place / pattern.columns)}, key ${place % pattern.columns}. `
        + `Jensen-Shannon divergence of rows (bars): mean ${brief(mean)}, largest ${brief(Math.max(...known, 0))} bits. ${a.note ?? ""}`,
    };
  }

  make(place) {
    const view = new HeatMapView({
      label: "Pattern: arrow keys move the cell, Escape lets it go",
      onPoint: (query, key, kind) => this.onPoint(query, key, kind),
      onView: moved => { for (const other of this.shown) if (other.view !== view) other.view.setView(moved, false); },
    });
    const parts = { view, name: make("b"), about: make("span", { class: "hint" }), low: make("span"), bar: make("i"), high: make("span"),
      note: make("p", { class: "note" }) };
    parts.remove = make("button", { class: "bare", title: "Unpin", "aria-label": "Unpin", onclick: () => this.onRemove(place) }, "×");
    parts.open = make("button", { class: "bare", title: "Make this the page's head", "aria-label": "Make this the page's head", onclick: () => this.onOpen(place) }, "↗");
    parts.figure = make("figure", { class: "panel" }, make("figcaption", {}, parts.name, parts.about, parts.open, parts.remove),
      make("div", { class: "map" }, view.canvas), make("div", { class: "scale" }, parts.low, parts.bar, parts.high), parts.note);
    this.place.append(parts.figure);
    return parts;
  }

  fill(parts, panel, place, hasStrip) {
    parts.panel = panel;
    parts.name.textContent = panel.isDifference ? `${nameOf(panel.of[0])} − ${nameOf(panel.of[1])}` : nameOf(panel);
    parts.about.textContent = panel.isDifference ? "" : place === 0 ? `${panel.pattern.rows} × ${panel.pattern.columns}` : `${panel.model} · ${panel.text.slice(0, 40)}`;
    parts.about.title = panel.isDifference ? "" : panel.text;
    parts.open.hidden = parts.remove.hidden = place === 0 || panel.isDifference;
    const { scale } = panel;
    parts.low.textContent = brief(valueAt(0, scale));
    parts.high.textContent = brief(valueAt(1, scale)) + (scale.log ? " (log)" : "");
    parts.bar.style.background = `linear-gradient(90deg, ${Array.from({ length: 17 }, (_, i) => color(scale.map, i / 16)).join(",")})`;
    parts.note.textContent = panel.note ?? "";
    parts.view.strip = panel.strip ?? null;
    parts.view.hasStripRoom = hasStrip;
    parts.view.canvas.setAttribute("aria-label", `Pattern of ${parts.name.textContent}: arrow keys move the cell, Escape lets it go`);
    parts.view.show(panel.pattern, panel.labels, scale);
  }

  resize() {
    const count = this.shown.length;
    const workspace = this.place.parentElement;
    const beside = workspace.lastElementChild;
    // The numbers stand next to the patterns, which are as wide as their height allows.
    const isBeside = getComputedStyle(workspace).gridTemplateColumns.split(" ").length > 1;
    const width = workspace.clientWidth - (isBeside ? beside.offsetWidth + 22 : 0);
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

  /// Marks a cell in all panels that have it.
  mark(cursor, follows = false) {
    this.cursor = cursor;
    for (const { view, panel } of this.shown) {
      const isInside = cursor && cursor.query < panel.pattern.rows && cursor.key < panel.pattern.columns;
      view.mark(isInside ? cursor : null, follows);
    }
  }
}

/// How a head is called.
export const nameOf = ({ layer, head }) => `L${layer}H${head}`;

/// The line that says what a picture shows.
function captionOf(panel, { first, log, limits }) {
  const one = ({ model, hash, layer, head }) => `${model} L${layer}H${head} of prompt ${hash}`;
  const { low, high } = panel.scale;
  return [
    panel.isDifference ? `${one(panel.of[0])} minus ${one(panel.of[1])}` : one(panel),
    first === "drop" ? "without the first token" : first ? "without the first token, rows renormalised" : "",
    `${panel.scale.map}, ${log && !panel.isDifference ? "log scale, " : ""}${brief(low)} to ${brief(high)}${limits === "shared" ? " shared" : ""}`,
    "PatternLens",
  ].filter(Boolean).join(" · ");
}
