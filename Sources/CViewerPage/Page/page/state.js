// The state of a page in its address, as pattern_lens writes it and with more:
//
//     models=a~b  prompts=HASH~HASH  functions=f~g  heads-MODEL=L0-3H2~L5Hx      what is chosen; absent: all
//
// An address too long for a server goes behind `#`, which no server sees.

/// The parameters of the address, from both of its parts.
export function read() {
  const values = new URLSearchParams(location.search);
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) values.set(key, value);
  return values;
}

/// What stands behind the `#` of the address, as a text; as it is where it is no encoding, such as `#%`.
export function behindHash() {
  const text = location.hash.slice(1);
  try { return decodeURIComponent(text); } catch { return text; }
}

/// Shows these parameters in the address: `[key, value]` pairs, those that are undefined left out.
export function write(pairs, isStep = false) {
  const text = pairs.filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${encodeURIComponent(key)}=${loosely(String(value))}`).join("&");
  const path = location.pathname.split("/").pop() || "./";
  const address = text === "" ? path : text.length < 6000 ? `${path}?${text}` : `${path}#${text}`;
  if (address === path + location.search + location.hash) return;
  history[isStep ? "pushState" : "replaceState"](isStep ? null : history.state, "", address);
}

/// Encodes what an address needs encoded, and leaves what people like to read.
const loosely = text => encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/")
  .replaceAll("%40", "@");

/// The values between `~`; undefined where the key is absent.
export const list = (values, key) => values.has(key) ? values.get(key).split("~").filter(Boolean) : undefined;

/// The address of a head's own page.
export function headAddress({ model, hash, layer, head }) {
  return `single.html?prompt=${encodeURIComponent(hash)}&head=${encodeURIComponent(model)}.L${layer}.H${head}`;
}

/// Takes apart `MODEL.L0.H3`; null where it is none.
export function parseHead(text) {
  const parts = /^(.+)\.L(\d+)\.?H(\d+)$/.exec(text ?? "");
  return parts && { model: parts[1], layer: Number(parts[2]), head: Number(parts[3]) };
}
