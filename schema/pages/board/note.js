// What can be kept of a log, as text: checkpoints and keys (C2SP signed-note), proofs (tlog-proof), receipts.
import { base64Of, bytesOf, hex, sha256 } from "./proof.js";

/** @typedef {import("./proof.js").Bytes} Bytes */
/** @typedef {{name: string, id: string, value: Bytes}} Signature */
/** @typedef {{text: string, body: string, origin: string, size: number, rootHash: string, signatures: Signature[]}} Note a signed head */
/** @typedef {{text: string, name: string, id: string, bytes: Bytes}} Key of a log */
/** @typedef {{position: number, hashes: Bytes[], note: Note}} Proof that a leaf leads to a signed root */
/** @typedef {{position: number, leafHash: string}} Receipt */

const NUMBER = /^(0|[1-9]\d{0,15})$/;
const ED25519 = 1;
const MOST = 262_144;

/** Strict base64: one spelling for each value; null for what is none. @param {string} text */
function decoded(text) {
  try {
    const bytes = bytesOf(text);
    return base64Of(bytes) === text ? bytes : null;
  } catch {
    return null; // What is no base64 is no part of a note.
  }
}

/** @param {string | undefined} text */
function whole(text) {
  const value = NUMBER.test(text ?? "") ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/** Line ends and what stands around a text get lost by the way; its own lines do not. @param {string} text */
const pasted = (text) => `${text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").trim()}\n`;

/** A checkpoint; null for what is none. @param {string} given @returns {Note | null} */
export function noteOf(given) {
  const text = pasted(given);
  const end = text.lastIndexOf("\n\n");
  // eslint-disable-next-line no-control-regex -- what no note may hold is exactly that
  if (end < 0 || text.length > MOST || /[\0-\x09\x0b-\x1f]/.test(text)) return null;
  const body = text.slice(0, end + 1);
  const lines = body.split("\n").slice(0, -1);
  const [origin, sizeLine, rootLine] = lines;
  const size = whole(sizeLine);
  const root = decoded(rootLine ?? "");
  const signatures = text.slice(end + 2, -1).split("\n").map(signatureOf);
  if (!lines.every(Boolean) || size === null || root?.length !== 32) return null;
  if (!signatures.every((one) => one !== null)) return null;
  return { text, body, origin, size, rootHash: hex(root), signatures };
}

/** @param {string} line @returns {Signature | null} */
function signatureOf(line) {
  const [, name, value] = line.match(/^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/) ?? [];
  const bytes = decoded(value ?? "");
  return bytes && bytes.length > 4 ? { name, id: hex(bytes.slice(0, 4)), value: bytes.slice(4) } : null;
}

/** The key of a log, `name+id+base64`; null for what is none. @param {string} given @returns {Promise<Key | null>} */
export async function keyOf(given) {
  const text = given.trim();
  const [, name, id, value] = text.match(/^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/) ?? [];
  const bytes = decoded(value ?? "");
  if (!bytes || bytes.length !== 33 || bytes[0] !== ED25519) return null;
  const own = hex((await sha256(new TextEncoder().encode(`${name}\n`), bytes)).slice(0, 4));
  return own === id ? { text, name, id, bytes: bytes.slice(1) } : null;
}

/**
 * How a checkpoint is signed under these keys: "good"; "forged": in the name of one of them, and not by it;
 * "other": by none of them; "uncomputed": this browser cannot compute it.
 * @param {Note} note @param {Key[]} keys
 * @returns {Promise<"good" | "forged" | "other" | "uncomputed">}
 */
export async function signedUnder({ body, signatures }, keys) {
  const claims = keys.flatMap((key) => signatures.filter(({ name, id }) => name === key.name && id === key.id).map(({ value }) => ({ key, value })));
  const verdicts = await Promise.all(claims.map(({ key, value }) => fits(key.bytes, value, new TextEncoder().encode(body))));
  if (verdicts.includes(false)) return "forged";
  return verdicts.includes(true) ? "good" : verdicts.length ? "uncomputed" : "other";
}

/** @param {Bytes} key @param {Bytes} signature @param {Bytes} text */
async function fits(key, signature, text) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch {
    return null; // An older browser knows no Ed25519: said as "not computed", never as "good".
  }
  return crypto.subtle.verify("Ed25519", imported, signature, text);
}

const PROOF = "c2sp.org/tlog-proof@v1";

/** A proof; null for what is none. @param {string} given @returns {Proof | null} */
export function proofOf(given) {
  const [first, index, ...rest] = pasted(given).split("\n");
  const end = rest.indexOf("");
  const position = whole(index?.match(/^index (\d+)$/)?.[1]);
  const hashes = rest.slice(0, Math.max(0, end)).map(decoded);
  const note = noteOf(rest.slice(end + 1).join("\n"));
  if (first !== PROOF || position === null || !note || end < 0) return null;
  return hashes.every((hash) => hash?.length === 32) ? { position, hashes: /** @type {Bytes[]} */ (hashes), note } : null;
}

/** @param {number} position @param {Uint8Array[]} hashes @param {Note} note */
export const proofText = (position, hashes, note) =>
  `${PROOF}\nindex ${position}\n${hashes.map((hash) => `${base64Of(hash)}\n`).join("")}\n${note.text}`;

/** A receipt: "number hash", or an answer of the API that holds it; null for what is none. @param {string} given @returns {Receipt | null} */
export function receiptOf(given) {
  const [, number, hash] = given.trim().match(/^(\d{1,16})[\s,;:]+([0-9a-fA-F]{64})$/) ?? [];
  const position = whole(number);
  if (position !== null) return { position, leafHash: hash.toLowerCase() };
  try {
    return within(JSON.parse(given));
  } catch {
    return null; // Neither of the two forms.
  }
}

/** @param {any} value @returns {Receipt | null} */
function within(value) {
  if (typeof value !== "object" || value === null) return null;
  const { position, leafHash } = value;
  if (Number.isSafeInteger(position) && position >= 0 && /^[0-9a-f]{64}$/.test(leafHash)) return { position, leafHash };
  return Object.values(value).reduce((found, inner) => found ?? within(inner), /** @type {Receipt | null} */ (null));
}
