// The tree of RFC 9162, computed in this browser: hashes, the way from a leaf to a root, and growth.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {(start: number, end: number) => Promise<Bytes>} Over the root over leaves, up to but not including `end` */

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
/** @param {string} text base64 @returns {Bytes} */
export const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
/** @param {Uint8Array} bytes */
export const base64Of = (bytes) => btoa(String.fromCharCode(...bytes));

/** @param {...(Uint8Array | number[])} parts @returns {Promise<Bytes>} */
export async function sha256(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

/** The hash of an event's leaf. @param {Uint8Array} event */
export const leafOf = (event) => sha256([0], event);
/** @param {Uint8Array} left @param {Uint8Array} right */
export const nodeOf = (left, right) => sha256([1], left, right);

/** The largest power of two below a size of at least 2: where the tree is cut. @param {number} size */
export function split(size) {
  let half = 1; // Doubled, never shifted: sizes go beyond 32 bits.
  while (half * 2 < size) half *= 2;
  return half;
}

/**
 * The leaves beside the way from a leaf to the root, from the leaf up.
 * @param {number} position @param {number} size @returns {[number, number][]}
 */
export function beside(position, size) {
  /** @type {[number, number][]} */
  const ranges = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    ranges.unshift(position < middle ? [middle, end] : [start, middle]);
    [start, end] = position < middle ? [start, middle] : [middle, end];
  }
  return ranges;
}

/**
 * The root that a leaf leads to; null where the hashes are too few, too many, or lead nowhere.
 * @param {Uint8Array} leaf @param {number} position @param {number} size @param {Uint8Array[]} hashes
 */
export async function rootOf(leaf, position, size, hashes) {
  const ranges = position < size ? beside(position, size) : [];
  if (position >= size || ranges.length !== hashes.length) return null;
  let hash = leaf;
  for (const [i, [start]] of ranges.entries())
    hash = await (start > position ? nodeOf(hash, hashes[i]) : nodeOf(hashes[i], hash));
  return hex(hash);
}

/**
 * The roots of the first `old` leaves and of all, from the same hashes: where the second is the one
 * that was signed, no other hashes lead there, and so the first is what stood there.
 * @param {number} old @param {Over} over @param {number} start @param {number} end
 * @returns {Promise<[Bytes, Bytes]>}
 */
export async function grown(old, over, start, end) {
  if (old === end - start) {
    const root = await over(start, end);
    return [root, root];
  }
  const half = split(end - start);
  if (old <= half) {
    const [older, newer] = await grown(old, over, start, start + half);
    return [older, await nodeOf(newer, await over(start + half, end))];
  }
  const left = await over(start, start + half);
  const [older, newer] = await grown(old - half, over, start + half, end);
  return [await nodeOf(left, older), await nodeOf(left, newer)];
}
