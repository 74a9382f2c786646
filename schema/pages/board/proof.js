// Computed in this browser, trusting nobody: leaves, the way to a root (RFC 9162) and signatures (C2SP signed notes).

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
/** @param {string} text */
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
/** @param {string} text base64 */
export const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

/** @param {...(Uint8Array | number[])} parts */
async function sha256(...parts) {
  const joined = Uint8Array.from(parts.flatMap((part) => Array.from(part)));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

/** The hash of an event's leaf. @param {Uint8Array} event */
export const leafOf = (event) => sha256([0], event);
/** @param {Uint8Array} left @param {Uint8Array} right */
const nodeOf = (left, right) => sha256([1], left, right);

/**
 * The root that a leaf leads to; null where the proof is too short or too long.
 * @param {Uint8Array} leaf @param {number} position @param {number} size @param {string[]} hashes
 */
export async function rootOf(leaf, position, size, hashes) {
  if (position >= size) return null;
  let [node, last, hash] = [position, size - 1, leaf];
  for (const sibling of hashes.map(unhex)) {
    if (last === 0) return null;
    if (node % 2 || node === last) {
      hash = await nodeOf(sibling, hash);
      while (node && node % 2 === 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else hash = await nodeOf(hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hex(hash) : null;
}

/**
 * Whether a larger tree begins with a smaller one.
 * @param {number} from @param {number} to @param {string} oldRoot @param {string} newRoot @param {string[]} hashes
 */
export async function beginsWith(from, to, oldRoot, newRoot, hashes) {
  if (from === to) return hashes.length === 0 && oldRoot === newRoot;
  if (from < 1 || from > to) return false;
  const path = hashes.map(unhex);
  let [node, last] = [from - 1, to - 1];
  while (node % 2) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  const first = node ? path.shift() : unhex(oldRoot);
  if (!first) return false;
  let [older, newer] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (node % 2 || node === last) {
      older = await nodeOf(hash, older);
      newer = await nodeOf(hash, newer);
      while (node && node % 2 === 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else newer = await nodeOf(newer, hash);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && hex(older) === oldRoot && hex(newer) === newRoot;
}

/**
 * A checkpoint taken apart; null for what is none.
 * @param {string} note
 */
export function checkpointOf(note) {
  const text = note.replaceAll("\r\n", "\n").trimStart();
  const end = text.indexOf("\n\n");
  const [origin, size, root] = text.slice(0, end).split("\n");
  if (end < 0 || !/^\d+$/.test(size ?? "") || !/^[A-Za-z0-9+/]{43}=$/.test(root ?? "")) return null;
  const signatures = text.slice(end + 2).split("\n").map((line) => line.match(/^— (\S+) ([A-Za-z0-9+/=]+)$/)).filter((found) => found !== null);
  return { origin, size: Number(size), rootHash: hex(bytesOf(root)), body: text.slice(0, end + 1), signatures: signatures.map(([, name, signature]) => ({ name, signature })) };
}

/**
 * Whether a checkpoint is signed by one of these keys; null where this browser cannot compute it.
 * @param {NonNullable<ReturnType<typeof checkpointOf>>} checkpoint @param {string[]} keys as `name+id+base64`
 */
export async function isSigned({ origin, body, signatures }, keys) {
  for (const [name, id, key] of keys.map((text) => text.match(/^(.+?)\+([0-9a-f]{8})\+(.+)$/)?.slice(1) ?? [])) {
    const raw = key ? bytesOf(key) : new Uint8Array();
    const wanted = hex((await sha256([...new TextEncoder().encode(`${name}\n`)], raw)).slice(0, 4));
    if (name !== origin || raw[0] !== 1 || raw.length !== 33 || wanted !== id) continue;
    for (const signature of signatures.filter((one) => one.name === name).map((one) => bytesOf(one.signature))) {
      if (hex(signature.slice(0, 4)) !== id) continue;
      const verdict = await holds(raw.slice(1), signature.slice(4), new TextEncoder().encode(body));
      if (verdict !== false) return verdict;
    }
  }
  return false;
}

/** @param {Uint8Array<ArrayBuffer>} key @param {Uint8Array<ArrayBuffer>} signature @param {Uint8Array<ArrayBuffer>} text */
async function holds(key, signature, text) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch {
    return null; // An older browser knows no Ed25519: said as "not computed", never as "good".
  }
  return crypto.subtle.verify("Ed25519", imported, signature, text);
}
