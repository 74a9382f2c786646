// Check for yourself: a record's way to the signed root, what this device remembers, and whatever was kept.
import { fill, h } from "./dom.js";
import { Unreached } from "./ask.js";
import { light } from "./pictures.js";
import { judgeCheckpoint, judgeProof, judgeRecord, openLog, SIGNED } from "./judge.js";
import { forgetLog, recallLog, rememberLog } from "./kept.js";
import { keyOf, noteOf, proofOf, proofText, receiptOf, signedUnder } from "./note.js";
import { hex } from "./proof.js";
import { Lacking } from "./tiles.js";
import { save } from "./audit.js";
import { longMoment, number, t } from "./words.js";

/** @typedef {import("./judge.js").Judgment} Judgment */
/** @typedef {import("./judge.js").Log} Log */
/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./note.js").Key} Key */

export const document = "check";
const MOST = 300_000;

/** @param {import("./addresses.js").Where} where */
export const question = ({ code }) => (isPosition(code) ? { position: Number(code), named: true } : {});
/** @param {string} code */
const isPosition = (code) => /^\d{1,15}$/.test(code);

/** @param {Element} main @param {import("./ask.js").Answer} answer @param {import("./addresses.js").Where} where */
export function draw(main, answer, where) {
  const { data } = answer;
  const again = () => { draw(main, answer, where); };
  const log = keysOf(data).then(openLog);
  const [record, device, result] = [h("div"), h("div"), h("div.result", { role: "status" })];
  const seen = h("section", { "aria-labelledby": "device-title" }, h("h2", { id: "device-title" }, t("device_title")), device);
  const lead = h("p.full", null, t("check_say"));
  fill(main, h("h1.full", null, t("check_long")), lead,
    h("section.left", { "aria-labelledby": "of-record" }, h("h2", { id: "of-record" }, where.code ? t("record", { position: where.code }) : t("proves")),
      where.code ? record : h("p", null, t("proves_say"))),
    h("div.side.right", null,
      h("section", { "aria-labelledby": "kept-title" }, h("h2", { id: "kept-title" }, t("kept_title")), form(log, result), result),
      seen,
      h("section", { "aria-labelledby": "key-title" }, h("h2", { id: "key-title" }, t("key_title")), keyBox(data, again))));
  if (where.code) attempt(record, async () => recordOf(await log, Number(where.code), data.event));
  attempt(device, async () => memory(await log, data)).then(() => {
    if (device.querySelector(":scope > .RED")) lead.after(seen); // What is grave comes first.
  });
  return t("check_long");
}

/** The keys under which the log is read: what is kept, else what this page says. @param {any} data */
const keysOf = (data) => readKeys(recallLog()?.keys ?? data.log.publicKeys);

/** A log may have keys of kinds that are not computed here. @param {string[]} texts */
const readKeys = async (texts) => (await Promise.all(texts.map(keyOf))).filter((key) => key !== null);

/** Show what is found out, or why it cannot be. @param {HTMLElement} box @param {() => Promise<Child>} find */
async function attempt(box, find) {
  fill(box, t("computing"));
  try {
    fill(box, await find());
  } catch (error) {
    if (!(error instanceof Lacking || error instanceof Unreached)) throw error;
    fill(box, error instanceof Lacking ? notice("RED", t("lacking", { path: error.message })) : notice("YELLOW", t("unreached")));
  }
}

/** @param {string} lit @param {string} words */
const notice = (lit, words) => h(`p.notice.${lit}`, null, light(lit, h("b", null, words)));

/** @param {Judgment} judgment */
const verdict = ({ light: lit, says, steps }) => [notice(lit, says),
  h("ol.bars.steps", null, steps.map(({ holds, says: words, hash, why }) => h("li", null,
    h("p", null, light(holds === null ? "GREY" : holds ? "GREEN" : "RED", words, why && h("span.soft.block", null, why), hash && h("span.hash.block", null, hash))))))];

/** @param {string} word @param {string} text @param {string} name */
const saved = (word, text, name) =>
  h("button.button", { type: "button", click: () => save(new Blob([text], { type: "text/plain" }), name) }, t(word));

/** @param {Log | null} log @param {number} position @param {any} event as the board shows it @returns {Promise<Child>} */
async function recordOf(log, position, event) {
  if (!log) return notice("YELLOW", t("no_checkpoint"));
  const { judgment, way } = await judgeRecord(position, log, { shown: event?.leafHash });
  const key = log.keys.map(({ text }) => text).join("\n");
  return [verdict(judgment),
    event && h("p.soft", null, t(`EventType.${event.type}`), ", ", longMoment(event.recordedAt), event.commitment && `. ${event.commitment.code} ${event.commitment.title}`),
    way && [
      h("details", null, h("summary", null, t("leaf", { bytes: way.bytes.length })), h("p.soft", null, t("leaf_say")), h("p.hash", null, new TextDecoder().decode(way.bytes))),
      h("h3", null, t("keep")), h("p.soft", null, t("keep_these")),
      h("p", null, saved("save_receipt", `${position} ${hex(way.leaf)}\n`, `${position}.receipt.txt`), saved("save_checkpoint", log.head.text, `${log.head.size}.checkpoint`),
        saved("save_proof", proofText(position, way.hashes, log.head), `${position}.tlog-proof`), saved("save_key", `${key}\n`, "log.vkey"))]];
}

/** What this device saw before, held against what is served now. @param {Log | null} log @param {any} data @returns {Promise<Child>} */
async function memory(log, data) {
  if (!log) return notice("YELLOW", t("no_checkpoint"));
  const kept = recallLog();
  const before = kept && noteOf(kept.last);
  if (!before) return begun(log, kept, data);
  const judgment = await judgeCheckpoint(before, log);
  if (judgment.light === "GREEN") {
    rememberLog({ ...kept, last: log.head.text });
    const from = number(noteOf(kept.first)?.size);
    return notice("GREEN", t("device_same", { moment: longMoment(kept.since), from, to: number(log.head.size) }));
  }
  return [verdict(judgment), h("p", null, saved("save_seen", before.text, `${before.size}-before.checkpoint`), saved("save_checkpoint", log.head.text, `${log.head.size}-now.checkpoint`))];
}

/** The first head that is seen under a key. @param {Log} log @param {import("./kept.js").Kept | null} kept @param {any} data */
async function begun(log, kept, data) {
  const state = await signedUnder(log.head, log.keys);
  if (state !== "good") return notice(state === "uncomputed" ? "YELLOW" : "RED", t(SIGNED.head[state], { origin: log.head.origin, size: number(log.head.size) }));
  const { text } = log.head;
  rememberLog({ keys: data.log.publicKeys, isOwn: false, since: new Date().toISOString(), ...kept, first: text, last: text });
  return h("p", null, t("device_new", { size: number(log.head.size) }));
}

/** Which key counts, whose word it is, and a place for one's own. @param {any} data @param {() => void} again */
function keyBox(data, again) {
  const kept = recallLog();
  const told = h("div", { role: "status" });
  const field = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: "key", rows: 3, spellcheck: "false", autocomplete: "off" }));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (await takeKeys(field.value)) again();
    else fill(told, notice("YELLOW", t("key_unread")));
  };
  const forget = () => {
    forgetLog();
    again();
  };
  const differs = h("div");
  readKeys(data.log.publicKeys).then((keys) => {
    if (kept && keys.some(({ text }) => !kept.keys.includes(text))) fill(differs, notice("YELLOW", t("key_differs")));
  });
  return [
    h("p", null, t(!kept ? "key_page" : kept.isOwn ? "key_own" : "key_device", { moment: longMoment(kept?.since) })),
    h("p.hash", null, (kept?.keys ?? data.log.publicKeys).join(" ")),
    differs,
    h("form", { submit }, h("div.field", null, h("label", { for: "key" }, t("key_say")), field), h("button.button", { type: "submit" }, t("key_use")), told),
    kept && h("p", null, h("button.button", { type: "button", click: forget }, t("key_forget")))];
}

/** The reader's own keys, one a line, in the place of what was remembered; heads signed by them stay. @param {string} text */
async function takeKeys(text) {
  const keys = await Promise.all(text.split("\n").filter((line) => line.trim()).map(keyOf));
  if (!keys.length || keys.includes(null)) return false;
  const known = /** @type {Key[]} */ (keys);
  const kept = recallLog();
  const last = noteOf(kept?.last ?? "");
  const stays = kept && last && (await signedUnder(last, known)) === "good";
  rememberLog({ keys: known.map((key) => key.text), isOwn: true, since: new Date().toISOString(), first: stays ? kept.first : "", last: stays ? kept.last : "" });
  return true;
}

/** Where what was kept is pasted, or its file opened. @param {Promise<Log | null>} log @param {HTMLElement} result */
function form(log, result) {
  const text = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: "kept", rows: 5, spellcheck: "false" }));
  const look = () => attempt(result, () => judgeKept(text.value, log));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    look();
  };
  const open = async (/** @type {Event} */ event) => {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    text.value = file && file.size < MOST ? await file.text() : "";
    look();
  };
  return h("form", { submit }, h("div.field", null, h("label", { for: "kept" }, t("kept_say")), text),
    h("div.field", null, h("label", { for: "file" }, t("kept_file")), h("input", { id: "file", type: "file", change: open })),
    h("button.button", { type: "submit" }, t("compute")));
}

/** @param {string} text @param {Promise<Log | null>} opened @returns {Promise<Child>} */
async function judgeKept(text, opened) {
  const [receipt, proof, note] = [receiptOf(text), proofOf(text), noteOf(text)];
  if (!receipt && !proof && !note) return notice("YELLOW", t("kept_unread"));
  const log = await opened;
  if (!log) return notice("YELLOW", t("no_checkpoint"));
  if (receipt) return verdict((await judgeRecord(receipt.position, log, { receipt: receipt.leafHash })).judgment);
  if (proof) return verdict(await judgeProof(proof, log));
  return note && verdict(await judgeCheckpoint(note, log));
}
