// The log's public files as this browser reads them: the checkpoint, tiles of hashes, bundles of entries (C2SP tlog-tiles).
import { Unreached } from "./ask.js";
import { nodeOf, split } from "./proof.js";

/** @typedef {import("./proof.js").Bytes} Bytes */

/** The server answers, and a file of the log is not there, or not what it must be; the message names it. */
export class Lacking extends Error {}

const WIDTH = 256;
const LEVELS = 8;
const HASH = 32;

/** @param {number | "entries"} level @param {number} index @param {number} [width] */
export function tilePath(level, index, width = WIDTH) {
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  return `/tile/${level}/${groups.join("/")}${width === WIDTH ? "" : `.p/${width}`}`;
}

/** A file's bytes; null where it is not there. @param {string} path @param {RequestCache} [cache] @returns {Promise<Bytes | null>} */
async function read(path, cache = "default") {
  let status;
  try {
    const answer = await fetch(path, { cache, signal: AbortSignal.timeout(20_000) });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    ({ status } = answer);
  } catch (error) {
    throw new Unreached(String(error));
  }
  if (status === 404) return null;
  throw new Unreached(`${path}: ${status}`);
}

/** The root over a power of two of hashes. @param {Bytes[]} row @returns {Promise<Bytes>} */
async function perfect(row) {
  if (row.length === 1) return row[0];
  return perfect(await Promise.all(row.filter((_, i) => i % 2 === 0).map((left, i) => nodeOf(left, row[2 * i + 1]))));
}

/** The newest signed head, as it is served now; null in a log that was never signed. */
export async function servedCheckpoint() {
  const bytes = await read("/checkpoint", "no-store");
  return bytes && new TextDecoder().decode(bytes);
}

/** The tree of a size, read from its tiles: no other hash of it is asked for. */
export class Tiles {
  /** @type {Map<string, Promise<Bytes>>} */
  #files = new Map();

  /** @param {number} size */
  constructor(size) {
    this.size = size;
  }

  /** Where an event's hash lies. @param {number} position */
  place = (position) => ({ path: this.#path(0, Math.floor(position / WIDTH)), index: position % WIDTH });

  /** The hash of an event as its tile has it. @param {number} position */
  leaf = (position) => this.#at(0, position);

  /** The root over leaves, up to but not including `end`. @param {number} start @param {number} end @returns {Promise<Bytes>} */
  over = async (start, end) => {
    const length = end - start;
    let level = 0;
    while (2 ** level < length) level += 1;
    if (2 ** level === length) return this.#at(level, start / length);
    const middle = start + split(length);
    return nodeOf(await this.over(start, middle), await this.over(middle, end));
  };

  /** An event's own bytes, from its bundle. @param {number} position */
  async entry(position) {
    const number = Math.floor(position / WIDTH);
    const bytes = await this.#file("entries", number);
    let [at, left] = [0, position % WIDTH];
    for (; at + 2 <= bytes.length; left -= 1) {
      const end = at + 2 + bytes[at] * 256 + bytes[at + 1];
      if (end > bytes.length) break;
      if (left === 0) return bytes.slice(at + 2, end);
      at = end;
    }
    throw new Lacking(this.#path("entries", number));
  }

  /** The hash of a complete subtree of 2^level leaves. @param {number} level @param {number} index */
  async #at(level, index) {
    const count = 2 ** (level % LEVELS);
    const first = index * count;
    const [tile, number] = [Math.floor(level / LEVELS), Math.floor(first / WIDTH)];
    const bytes = await this.#file(tile, number);
    const from = first % WIDTH;
    if (bytes.length % HASH || bytes.length < (from + count) * HASH) throw new Lacking(this.#path(tile, number));
    return perfect(Array.from({ length: count }, (_, i) => bytes.slice((from + i) * HASH, (from + i + 1) * HASH)));
  }

  /** How much of a tile this tree fills. @param {number | "entries"} level @param {number} index */
  #width(level, index) {
    return Math.min(WIDTH, Math.floor(this.size / WIDTH ** (level === "entries" ? 0 : level)) - index * WIDTH);
  }

  /** @param {number | "entries"} level @param {number} index */
  #path(level, index) {
    return tilePath(level, index, this.#width(level, index));
  }

  /** A tile; where a partial one is no longer kept, the full one holds it. @param {number | "entries"} level @param {number} index */
  #file(level, index) {
    const path = this.#path(level, index);
    const found = this.#files.get(path) ?? read(path)
      .then(async (bytes) => bytes ?? (this.#width(level, index) < WIDTH ? read(tilePath(level, index)) : null))
      .then((bytes) => {
        if (!bytes) throw new Lacking(path);
        return bytes;
      });
    this.#files.set(path, found);
    return found;
  }
}
