// The answer that has the pixels of many tiles.

/// What the bytes of an answer have: `{ tiles, told }`, tiles being `{ width, height, colors, indices }`, `{ error }` or
/// `{ picture }`. Colours are words as they lie in an ImageData.
export function parseTiles(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const { tiles, told } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const parsed = tiles.map(tile => {
    if (!tile.width) return tile;
    const { width, height } = tile;
    const bytes = new Uint8Array(buffer, at, 3 * tile.colors);
    const opaque = new Uint8Array(4 * tile.colors).fill(255);
    for (let i = 0, j = 0; i < bytes.length; i++, j++) {
      opaque[j] = bytes[i];
      if (i % 3 === 2) j++;
    }
    const start = at + bytes.length;
    at = start + width * height;
    return { width, height, colors: new Uint32Array(opaque.buffer), indices: new Uint8Array(buffer, start, width * height) };
  });
  return { tiles: parsed, told };
}
