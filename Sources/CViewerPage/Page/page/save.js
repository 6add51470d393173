// What is on the screen as a file: picture, text or numbers, each with a line that says what it is.
import { pixels, color, valueAt } from "./colors.js";
import { brief, exact } from "./maths.js";
import { npyFile } from "./npz.js";

/// Offers bytes as a download.
function offer(name, type, ...parts) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/// Saves a panel: `{ pattern, labels, scale, caption, name, about }`, in one of the formats.
export async function save(format, panel, cellSize) {
  const { pattern: { rows, columns, values }, name, caption } = panel;
  switch (format) {
    case "png": return offer(`${name}.png`, "image/png", await picture(panel, cellSize));
    case "svg": return offer(`${name}.svg`, "image/svg+xml", await drawing(panel));
    case "npy": return offer(`${name}.npy`, "application/octet-stream", npyFile([rows, columns], values));
    case "csv": return offer(`${name}.csv`, "text/csv", table(panel));
    case "json": return offer(`${name}.json`, "application/json", JSON.stringify({
      caption, ...panel.about, tokens: panel.labels, shape: [rows, columns],
      pattern: Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * columns, (row + 1) * columns),
        value => Number.isNaN(value) ? null : Number(exact(value)))),
    }, null, 1));
  }
}

function table({ pattern: { rows, columns, values }, labels, caption }) {
  const quoted = text => `"${String(text).replaceAll('"', '""')}"`;
  const name = place => quoted(labels ? `${place} ${labels[place]}` : place);
  const lines = [quoted(caption), [quoted("query \\ key"), ...Array.from({ length: columns }, (_, key) => name(key))].join(",")];
  for (let row = 0; row < rows; row++) {
    lines.push([name(row), ...Array.from(values.subarray(row * columns, (row + 1) * columns), value => Number.isNaN(value) ? "" : exact(value))].join(","));
  }
  return lines.join("\r\n") + "\r\n";
}

function measures({ pattern: { rows, columns }, labels }, cell) {
  const size = Math.min(14, Math.max(8, cell * 0.8));
  const hasText = labels && cell >= 8;
  const margin = hasText ? Math.min(140, 12 + Math.max(...labels.map(label => label.length)) * size * 0.62) : 10;
  return { cell, size, hasText, left: margin, top: margin, width: columns * cell, height: rows * cell };
}

async function picture(panel, wanted) {
  const { pattern, labels, scale, caption } = panel;
  const most = Math.floor(16000 / Math.max(pattern.rows, pattern.columns));
  const { cell, size, hasText, left, top, width, height } = measures(panel, Math.max(1, Math.min(most, wanted)));
  const image = new OffscreenCanvas(pattern.columns, pattern.rows);
  image.getContext("2d").putImageData(pixels(pattern, scale), 0, 0);
  const whole = new OffscreenCanvas(Math.ceil(Math.max(left + width + 10, 420)), Math.ceil(top + height + 58));
  const context = whole.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, whole.width, whole.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, left, top, width, height);
  context.fillStyle = "#222";
  context.textBaseline = "middle";
  context.font = `${size}px monospace`;
  for (let place = 0; hasText && place < labels.length; place++) {
    context.textAlign = "right";
    if (place < pattern.rows) context.fillText(labels[place], left - 5, top + (place + 0.5) * cell, left - 6);
    if (place >= pattern.columns) continue;
    context.save();
    context.translate(left + (place + 0.5) * cell, top - 5);
    context.rotate(-Math.PI / 2);
    context.textAlign = "left";
    context.fillText(labels[place], 0, 0, top - 6);
    context.restore();
  }
  const bar = Math.min(200, whole.width - left - 120);
  for (let x = 0; x < bar; x++) {
    context.fillStyle = color(scale.map, x / bar);
    context.fillRect(left + 50 + x, top + height + 12, 1, 9);
  }
  context.fillStyle = "#222";
  context.font = "11px sans-serif";
  context.textAlign = "right";
  context.fillText(brief(valueAt(0, scale)), left + 45, top + height + 17);
  context.textAlign = "left";
  context.fillText(brief(valueAt(1, scale)), left + 55 + bar, top + height + 17);
  context.fillText(caption, 10, top + height + 42, whole.width - 20);
  return whole.convertToBlob({ type: "image/png" });
}

async function drawing(panel) {
  const { pattern, labels, scale, caption } = panel;
  const { cell, size, hasText, left, top, width, height } = measures(panel, Math.max(2, Math.min(16, 900 / pattern.columns)));
  const image = new OffscreenCanvas(pattern.columns, pattern.rows);
  image.getContext("2d").putImageData(pixels(pattern, scale), 0, 0);
  const bytes = new Uint8Array(await (await image.convertToBlob({ type: "image/png" })).arrayBuffer());
  let binary = "";
  for (let start = 0; start < bytes.length; start += 8192) binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  // What XML can't hold, and what it would take for markup.
  const escaped = text => String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/gu, letter => letter.codePointAt(0) > 0xffff ? letter : "�")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const texts = hasText ? labels.flatMap((label, place) => [
    place < pattern.rows ? `<text x="${left - 5}" y="${(top + (place + 0.5) * cell).toFixed(2)}" text-anchor="end" dominant-baseline="central">${escaped(label)}</text>` : "",
    place < pattern.columns ? `<text transform="translate(${(left + (place + 0.5) * cell).toFixed(2)} ${top - 5}) rotate(-90)" dominant-baseline="central">${escaped(label)}</text>` : "",
  ]) : [];
  const stops = [0, 0.25, 0.5, 0.75, 1].map(place => `<stop offset="${place}" stop-color="${color(scale.map, place).replace(/rgb\((\d+) (\d+) (\d+)\)/, "rgb($1,$2,$3)")}"/>`);
  const [wide, high] = [Math.max(left + width + 10, 420), top + height + 58];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide.toFixed(1)}" height="${high.toFixed(1)}" viewBox="0 0 ${wide.toFixed(1)} ${high.toFixed(1)}">
<title>${escaped(caption)}</title><rect width="100%" height="100%" fill="#fff"/>
<defs><linearGradient id="scale">${stops.join("")}</linearGradient></defs>
<image x="${left}" y="${top}" width="${width}" height="${height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${btoa(binary)}"/>
<g font-family="monospace" font-size="${size.toFixed(1)}" fill="#222" xml:space="preserve">${texts.join("\n")}</g>
<g font-family="sans-serif" font-size="11" fill="#222"><rect x="${left + 50}" y="${top + height + 12}" width="160" height="9" fill="url(#scale)"/>
<text x="${left + 45}" y="${top + height + 20}" text-anchor="end">${escaped(brief(valueAt(0, scale)))}</text><text x="${left + 215}" y="${top + height + 20}">${escaped(brief(valueAt(1, scale)))}</text>
<text x="10" y="${top + height + 46}">${escaped(caption)}</text></g></svg>
`;
}
