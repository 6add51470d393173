// What is on the page as a file: a picture, a drawing with text, a PDF, or numbers.
import { pixels, valueAt } from "./colors.js";
import * as data from "./data.js";
import { make, say } from "./dom.js";
import { brief, exact, touched } from "./maths.js";

/// Saves a panel (as Panels shows it, with `name` and `about`) as "png", "svg", "pdf", "csv", "json" or "npy";
/// `labels` is "some" or "all" tokens at the axes, `wide` the least width of a PNG.
export async function save(kind, panel, { labels, wide, by = "strongest" }) {
  const { pattern, name } = panel;
  if (!pattern.values && ["npy", "csv", "json"].includes(kind)) {
    throw new Error(`The numbers of ${pattern.rows} x ${pattern.columns} cells are saved by the shell: \`show … --mode raw\` and \`export\` do it.`);
  }
  if (kind === "npy") return offer(npy(pattern), `${name}.npy`, "application/octet-stream");
  if (kind === "csv") return offer(table(panel), `${name}.csv`, "text/csv");
  if (kind === "json") {
    const rows = Array.from({ length: pattern.rows }, (_, row) => `[${[...pattern.values.subarray(row * pattern.columns, (row + 1) * pattern.columns)]
      .map(value => Number.isFinite(value) ? exact(value) : "null").join(",")}]`);
    const about = { ...panel.about, caption: panel.caption, queries: panel.queries?.map(token => token.text) ?? null, keys: panel.keys?.map(token => token.text) ?? null };
    return offer(`${JSON.stringify(about, null, 1).slice(0, -2)},\n "pattern": [\n${rows.join(",\n")}\n]}\n`, `${name}.json`, "application/json");
  }
  const { svg, width, height } = await drawing(panel, labels, by);
  if (kind === "svg") return offer(svg, `${name}.svg`, "image/svg+xml");
  if (kind === "pdf") {
    const answer = await data.get(`api/pdf?width=${width}&height=${height}`, { method: "POST", body: svg });
    return offer(await answer.arrayBuffer(), `${name}.pdf`, "application/pdf");
  }
  return offer(await picture(svg, width, height, wide), `${name}.png`, "image/png");
}

function offer(content, name, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: address, download: name });
  link.click();
  say(`${name} goes where the browser saves files`);
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/// NumPy's format, version 1.0, as documented in numpy.lib.format.
function npy({ rows, columns, values }) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + 4 * values.length);
  bytes.set([0x93, ..."NUMPY"].map(part => typeof part === "number" ? part : part.charCodeAt(0)));
  bytes.set([1, 0, length & 255, length >> 8], 6);
  for (let i = 0; i < length; i++) bytes[10 + i] = i < text.length ? text.charCodeAt(i) : i === length - 1 ? 10 : 32;
  const view = new DataView(bytes.buffer, 10 + length);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}

/// The numbers as lines, the first with the keys; what they are of stands behind them, where no reader of tables stumbles.
function table({ pattern: { rows, columns, values }, queries, keys, caption }) {
  const quoted = text => `"${String(text).replaceAll('"', '""')}"`;
  const name = (labels, place) => quoted(labels ? `${place} ${labels[place].label}` : place);
  const lines = [[quoted("query \\ key"), ...Array.from({ length: columns }, (_, key) => name(keys, key))].join(",")];
  for (let row = 0; row < rows; row++) {
    lines.push([name(queries, row), ...Array.from(values.subarray(row * columns, (row + 1) * columns), value => Number.isNaN(value) ? "" : exact(value))].join(","));
  }
  return `${lines.join("\r\n")}\r\n${quoted(`# ${caption}`)}${",".repeat(columns)}\r\n`;
}

// Drawings

const [font, small] = ["Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif", 11];
const ruler = new OffscreenCanvas(1, 1).getContext("2d");

function widthOf(text, size) {
  ruler.font = `${size}px ${font}`;
  return ruler.measureText(text).width;
}

/// What XML can't hold, and what it would take for markup.
const escaped = text => String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/gu, letter => letter.codePointAt(0) > 0xffff ? letter : "�")
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/// A text in lines that are no wider than there is room.
function wrapped(text, room, size) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (widthOf(longer, size) <= room || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

async function png(dots, scale) {
  const image = new OffscreenCanvas(dots.columns, dots.rows);
  image.getContext("2d").putImageData(pixels(dots, scale, unseen), 0, 0);
  // Squares of dots for each cell: a program that smooths pictures blurs the cells' edges alone.
  const factor = Math.max(1, Math.ceil(1024 / Math.max(dots.rows, dots.columns)));
  const large = new OffscreenCanvas(dots.columns * factor, dots.rows * factor);
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, large.width, large.height);
  const bytes = new Uint8Array(await (await large.convertToBlob({ type: "image/png" })).arrayBuffer());
  let binary = "";
  for (let start = 0; start < bytes.length; start += 8192) binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return btoa(binary);
}

/// Cells up to which a drawing has each as a shape of its own, which a drawing program can take apart.
const mostShapes = 4096;

const unseen = [232, 232, 232, 255];

/// Cells as rectangles, neighbours of one colour as one. Each reaches a little under the next, so that no program draws the
/// ground between them.
function shapes(pattern, scale, left, top, cell) {
  const { data: colors } = pixels(pattern, scale, unseen);
  const { rows, columns } = pattern;
  const n = value => Number(value.toFixed(2));
  const color = i => `#${[0, 1, 2].map(part => colors[4 * i + part].toString(16).padStart(2, "0")).join("")}`;
  const found = [];
  for (let row = 0; row < rows; row++) {
    for (let from = 0, to; from < columns; from = to) {
      const own = color(row * columns + from);
      for (to = from + 1; to < columns && color(row * columns + to) === own;) to++;
      const [under, below] = [to < columns ? 0.4 : 0, row + 1 < rows ? 0.4 : 0];
      found.push(`<rect x="${n(left + from * cell)}" y="${n(top + row * cell)}" width="${n((to - from) * cell + under)}" height="${n(cell + below)}" fill="${own}"/>`);
    }
  }
  return `<g class="cells" shape-rendering="crispEdges">\n${found.join("\n")}\n</g>`;
}

/// The panel as SVG: words are texts, cells shapes where they are few, else a picture in which none is lost.
async function drawing(panel, labels, by) {
  const { pattern, scale, caption } = panel;
  const { rows, columns } = pattern;
  const side = Math.max(rows, columns);
  const line = small + 1.5;
  const cell = labels === "all" && pattern.values ? Math.max(line, Math.min(40, 440 / side)) : Math.min(40, Math.max(440 / side, Math.min(1, 880 / side)));
  const [width, height] = [columns * cell, rows * cell];
  const step = Math.max(1, Math.ceil(line / cell));
  const names = (tokens, count) => Array.from({ length: Math.ceil(count / step) }, (_, i) => {
    const place = i * step;
    let text = tokens ? `${step > 1 ? `${place} ` : ""}${tokens[place].label}` : String(place);
    while (widthOf(text, small) > 140) text = `${[...text].slice(0, -2).join("")}…`;
    return { place, text };
  });
  const [queryNames, keyNames] = [names(panel.queries, rows), names(panel.keys, columns)];
  const longest = list => Math.max(...list.map(({ text }) => widthOf(text, small)));
  const left = 34 + longest(queryNames) + 6;
  const top = 30 + longest(keyNames) + 6;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(place => [place, brief(valueAt(place, scale))]);
  const barRoom = 16 + 14 + 8 + Math.max(...ticks.map(([, text]) => widthOf(text, small)));
  const total = Math.max(left + width + barRoom + 12, 420);
  const [title, ...rest] = caption.split(" · ");
  const about = [...wrapped(title, total - 24, 12), ...wrapped(rest.join(" · "), total - 24, 12)];
  if (pattern.isCausal) about.push("grey: masked, later than the query");
  const pooled = cell < 1;
  const [whole, square] = pattern.values ? [pattern, 1] : [pattern.overview, pattern.step];
  const dots = pooled ? touched(whole, 0, 0, 1 / cell / square, Math.round(width), Math.round(height), by) : pattern;
  if (pooled) about.push(`each dot shows the ${by === "mean" ? "mean" : "strongest"} of the cells that it covers, ${(1 / cell).toFixed(2)} a side`);
  const high = top + height + 16 + 17 * about.length + 6;
  const n = value => Number(value.toFixed(2));
  // Baselines are placed by number: programs differ in what they know of `dominant-baseline`.
  const base = 0.35 * small;
  const texts = [
    ...queryNames.map(({ place, text }) => `<text x="${n(left - 6)}" y="${n(top + (place + 0.5) * cell + base)}" text-anchor="end">${escaped(text)}</text>`),
    ...keyNames.map(({ place, text }) => `<text transform="translate(${n(left + (place + 0.5) * cell + base)} ${n(top - 6)}) rotate(-90)">${escaped(text)}</text>`),
    `<text x="${n(left + width / 2)}" y="18" text-anchor="middle" font-size="12" font-weight="bold">Key</text>`,
    `<text transform="translate(18 ${n(top + height / 2)}) rotate(-90)" text-anchor="middle" font-size="12" font-weight="bold">Query</text>`,
    ...ticks.map(([place, text]) => `<text x="${n(left + width + 38)}" y="${n(top + (1 - place) * height + base)}">${escaped(text)}</text>`),
    ...about.map((text, i) => `<text x="12" y="${n(top + height + 30 + 17 * i)}" font-size="12">${escaped(text)}</text>`),
  ];
  // The colours of the map itself, as many as a palette has.
  const steps = 256;
  const bar = { rows: steps, columns: 1, values: Float32Array.from({ length: steps }, (_, i) => (steps - 0.5 - i) / steps) };
  const barScale = { map: scale.map, low: 0, high: 1, scale: "linear" };
  const tickLines = ticks.map(([place]) => `M${n(left + width + 30)} ${n(top + (1 - place) * height)}h4`).join("");
  const image = (x, wide, content) => `<image x="${n(x)}" y="${n(top)}" width="${n(wide)}" height="${n(height)}" preserveAspectRatio="none" style="image-rendering:pixelated" xlink:href="data:image/png;base64,${content}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${n(total)}" height="${n(high)}" viewBox="0 0 ${n(total)} ${n(high)}" font-family="${font}" font-size="${small}" fill="#222222">
<title>${escaped(caption)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${!pooled && rows * columns <= mostShapes ? shapes(pattern, scale, left, top, cell) : image(left, width, await png(dots, scale))}
${image(left + width + 16, 14, await png(bar, barScale))}
<path d="M${n(left)} ${n(top)}h${n(width)}v${n(height)}h${n(-width)}ZM${n(left + width + 16)} ${n(top)}h14v${n(height)}h-14Z${tickLines}" fill="none" stroke="#444444"/>
<g xml:space="preserve">
${texts.join("\n")}
</g>
</svg>
`;
  return { svg, width: n(total), height: n(high) };
}

/// The drawing as a picture of at least so many pixels across.
async function picture(svg, width, height, wide) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  URL.revokeObjectURL(image.src);
  // By a whole factor, so that cells stay alike; browsers have a largest picture.
  const factor = Math.max(1, Math.min(Math.ceil(wide / width), Math.floor(16000 / Math.max(width, height))));
  const canvas = new OffscreenCanvas(Math.round(width * factor), Math.round(height * factor));
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/png" });
}
