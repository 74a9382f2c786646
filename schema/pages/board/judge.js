// What a record, a receipt, a checkpoint or a proof shows of the log, computed from its tiles and its signed head.
import { noteOf, signedUnder } from "./note.js";
import { beside, grown, hex, leafOf, rootOf } from "./proof.js";
import { Lacking, servedCheckpoint, Tiles } from "./tiles.js";
import { number, t } from "./words.js";

/** @typedef {import("./note.js").Note} Note */
/** @typedef {import("./note.js").Key} Key */
/** @typedef {import("./proof.js").Bytes} Bytes */
/** @typedef {{holds: boolean | null, says: string, hash?: string, why?: string}} Step `holds` null: not computed */
/** @typedef {{light: string, says: string, steps: Step[]}} Judgment in words, and how it came to it */
/** @typedef {{head: Note, tiles: Tiles, keys: Key[]}} Log what the server serves now, and under which keys it is read */
/** @typedef {{bytes: Bytes, leaf: Bytes, hashes: Bytes[]}} Way a record's bytes, its hash, and the hashes to the root */

/** How a signature stands, in words: the server's own head's, and that of what was kept. */
export const SIGNED = {
  head: { good: "head_good", other: "head_other", forged: "head_forged", uncomputed: "head_uncomputed" },
  kept: { good: "kept_good", other: "kept_other", forged: "kept_forged", uncomputed: "kept_uncomputed" },
};
const UNSOUND = { other: "unsound_other", forged: "unsound_forged", good: "unsound", uncomputed: "unsound" };

/** The log as it is served now; null while it was never signed. @param {Key[]} keys @returns {Promise<Log | null>} */
export async function openLog(keys) {
  const text = await servedCheckpoint();
  if (text === null) return null;
  const head = noteOf(text);
  if (!head) throw new Lacking("/checkpoint");
  return { head, tiles: new Tiles(head.size), keys };
}

/** @param {string} light @param {string} word @param {Step[]} steps @param {Record<string, string | number>} [values] @returns {Judgment} */
const judged = (light, word, steps, values) => ({ light, says: t(word, values), steps });

/** @param {Note} note @param {Log} log @param {"head" | "kept"} which @returns {Promise<{state: keyof typeof UNSOUND, step: Step}>} */
async function signature(note, { keys }, which) {
  const state = await signedUnder(note, keys);
  const holds = state === "good" ? true : state === "uncomputed" ? null : false;
  const says = t(SIGNED[which][state], { origin: note.origin, size: number(note.size) });
  return { state, step: { holds, says, why: t("step_signature_why"), hash: keys.map(({ name, id }) => `${name}+${id}`).join(" ") } };
}

/** Whether a record stands in the tree that was signed. @param {number} position @param {Log} log @param {{shown?: string, receipt?: string}} beheld hashes that it is held against @returns {Promise<{judgment: Judgment, way: Way | null}>} */
export async function judgeRecord(position, log, { shown, receipt }) {
  const { head, tiles } = log;
  const values = { position, size: number(head.size) };
  if (position >= head.size) return { judgment: judged("YELLOW", "uncovered", [], values), way: null };
  const bytes = await tiles.entry(position);
  const [leaf, listed] = [await leafOf(bytes), await tiles.leaf(position)];
  const [computed, { path, index }] = [hex(leaf), tiles.place(position)];
  const hashes = await Promise.all(beside(position, head.size).map(([start, end]) => tiles.over(start, end)));
  const root = await rootOf(leaf, position, head.size, hashes);
  const { state, step } = await signature(head, log, "head");
  /** @type {Step[]} */
  const steps = [
    { holds: positionOf(bytes) === position, says: t("step_leaf", values), why: t("step_leaf_why", { bytes: bytes.length }), hash: computed },
    { holds: hex(listed) === computed, says: t("step_tile", { index: index + 1, path }), why: t("step_tile_why"), hash: hex(listed) },
    { holds: root === head.rootHash, says: t("step_root", { ...values, steps: hashes.length }), why: t("step_root_why"), hash: head.rootHash },
    step,
  ];
  if (shown !== undefined) steps.splice(1, 0, { holds: shown === computed, says: t("step_shown"), hash: shown });
  const isSound = steps.every(({ holds }) => holds === true);
  if (receipt) steps.push({ holds: receipt === computed, says: t("step_receipt"), hash: receipt });
  const way = { bytes, leaf, hashes };
  if (isSound && receipt && receipt !== computed) return { judgment: judged("RED", "receipt_other", steps, values), way };
  return { judgment: overall(steps, state, receipt ? "proves_receipt" : "proves_record", values), way };
}

/** The position that a leaf states of itself. @param {Bytes} bytes */
function positionOf(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)).position;
  } catch {
    return null; // Bytes that are no leaf state none.
  }
}

/** @param {Step[]} steps @param {keyof typeof UNSOUND} state of the head's signature @param {string} word what is proved where all holds @param {Record<string, string | number>} values */
function overall(steps, state, word, values) {
  if (steps.some(({ holds }) => holds === false)) return judged("RED", UNSOUND[state], steps, values);
  return steps.every(({ holds }) => holds) ? judged("GREEN", word, steps, values) : judged("YELLOW", "partly_sound", steps, values);
}

/** Whether the log of now is what a kept checkpoint has become. @param {Note} kept @param {Log} log @returns {Promise<Judgment>} */
export async function judgeCheckpoint(kept, log) {
  const { head, tiles } = log;
  const values = { from: number(kept.size), to: number(head.size), origin: kept.origin, own: head.origin };
  const mine = await signature(kept, log, "kept");
  if (mine.state === "other") return judged("YELLOW", kept.origin === head.origin ? "other_key" : "other_log", [mine.step], values);
  if (mine.state === "forged") return judged("YELLOW", "forged", [mine.step], values);
  const theirs = await signature(head, log, "head");
  const signed = [mine.step, theirs.step];
  if (theirs.step.holds === false) return judged("RED", UNSOUND[theirs.state], signed, values);
  const isGrave = mine.state === "good" && theirs.state === "good";
  /** A difference is evidence only between what was signed. @param {string} word @param {Step[]} steps */
  const differs = (word, steps) => (isGrave ? judged("RED", word, steps, values) : judged("YELLOW", "differs_unsigned", steps, values));
  if (kept.size > head.size) return differs("rollback", [...signed, { holds: false, says: t("step_longer", values) }]);
  const [older, newer] = kept.size ? (await grown(kept.size, tiles.over, 0, head.size)).map(hex) : [kept.rootHash, head.rootHash];
  /** @type {Step[]} */
  const steps = [...signed,
    { holds: newer === head.rootHash, says: t("step_built", values), why: t("step_built_why"), hash: newer },
    { holds: older === kept.rootHash, says: t("step_continues", values), why: t("step_continues_why"), hash: older }];
  if (newer !== head.rootHash) return judged("RED", "unsound", steps, values);
  if (older !== kept.rootHash) return differs("fork", steps);
  return isGrave ? judged("GREEN", "proves_checkpoint", steps, values) : judged("YELLOW", "partly_sound", steps, values);
}

/** Whether a kept proof leads from the record of now to its signed root, and that root to the log of now. @param {import("./note.js").Proof} proof @param {Log} log @returns {Promise<Judgment>} */
export async function judgeProof({ position, hashes, note }, log) {
  const values = { position, size: number(note.size) };
  const whole = await judgeCheckpoint(note, log);
  if (whole.light !== "GREEN") return whole;
  if (position >= note.size) return judged("YELLOW", "proof_beyond", whole.steps, values);
  const { judgment, way } = await judgeRecord(position, log, {});
  if (judgment.light !== "GREEN" || !way) return judgment;
  const leads = (await rootOf(way.leaf, position, note.size, hashes)) === note.rootHash;
  const steps = [...judgment.steps, ...whole.steps,
    { holds: leads, says: t("step_root", { ...values, steps: hashes.length }), why: t("step_root_why"), hash: note.rootHash }];
  return leads ? judged("GREEN", "proves_record", steps, values) : judged("YELLOW", "proof_broken", steps, values);
}
