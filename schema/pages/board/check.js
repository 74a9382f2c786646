// Check for yourself: an event's leaf, its way to the signed root, the signature; a receipt; a kept checkpoint.
import { fill, h } from "./dom.js";
import { ask, Refused, Unreached } from "./ask.js";
import { light } from "./pictures.js";
import { beginsWith, bytesOf, checkpointOf, hex, isSigned, leafOf, rootOf } from "./proof.js";
import { save } from "./audit.js";
import { longMoment, number, t } from "./words.js";

export const document = "check";

/** @param {import("./addresses.js").Where} where */
export const question = ({ code }) => (/^\d{1,15}$/.test(code) ? { position: Number(code) } : null);

/** @typedef {[boolean | null, string, string?]} Step whether it holds (null: not computed), in words, the hash */

/** @param {Element} main @param {import("./ask.js").Answer} answer @param {import("./addresses.js").Where} where */
export function draw(main, { data }, where) {
  const result = h("div", { role: "status" });
  const text = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: "kept", rows: 5, spellcheck: "false" }));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    check(text.value, result);
  };
  fill(main, h("h1.full", null, t("check_long")), h("p.full", null, t("check_say")),
    h("section.left", { "aria-labelledby": "of-record" }, h("h2", { id: "of-record" }, where.code ? t("record", { position: where.code }) : t("proves")), where.code ? record(data, "") : h("p", null, t("proves_say"))),
    h("section.right", { "aria-labelledby": "kept-title" }, h("h2", { id: "kept-title" }, t("kept_title")),
      h("form", { submit }, h("div.field", null, h("label", { for: "kept" }, t("kept_say")), text), h("button.button", { type: "submit" }, t("compute"))), result));
  return t("check_long");
}

/** A receipt (position and leaf hash) or a checkpoint, as it was kept. @param {string} text @param {HTMLElement} result */
async function check(text, result) {
  fill(result, t("computing"));
  try {
    const kept = checkpointOf(text);
    const leaf = text.match(/\b[0-9a-f]{64}\b/i)?.[0].toLowerCase();
    const position = text.replace(/\b[0-9a-f]{64}\b/i, "").match(/\b\d{1,15}\b/)?.[0];
    if (kept) fill(result, await continuation(kept));
    else if (leaf && position) fill(result, record((await ask("check", { position: Number(position) })).data, leaf));
    else fill(result, h("p.notice.YELLOW", null, light("YELLOW", t("kept_unread"))));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreached)) throw error;
    fill(result, h("p.notice.YELLOW", null, light("YELLOW", error instanceof Refused ? error.message : t("unreached"))));
  }
}

/** @param {any} data @param {string} receipt the leaf hash that was kept, or "" */
function record(data, receipt) {
  const box = h("div", null, t("computing"));
  computed(data, receipt).then((steps) => fill(box, verdict(steps),
    data.event && h("p.soft", null, t(`EventType.${data.event.type}`), ", ", longMoment(data.event.recordedAt)),
    h("p", null, h("button.button", { type: "button", click: () => save(new Blob([data.log.inclusionProof?.tlogProof ?? ""], { type: "text/plain" }), `${data.event.position}.tlog-proof`) }, t("save_proof")), " ",
      h("button.button", { type: "button", click: () => save(new Blob([data.log.checkpoint?.note ?? ""], { type: "text/plain" }), `${data.log.checkpoint?.size}.checkpoint`) }, t("save_checkpoint"))),
    h("p.soft", null, t("keep_these")), h("p.hash", null, data.log.publicKeys.join(" "))));
  return box;
}

/** @param {any} data @param {string} receipt @returns {Promise<Step[]>} */
async function computed({ event, log }, receipt) {
  if (!event) return [[false, t("no_record")]];
  const leaf = await leafOf(bytesOf(event.bytes));
  /** @type {Step[]} */
  const steps = [[hex(leaf) === event.leafHash, t("step_leaf"), hex(leaf)]];
  if (receipt) steps.push([hex(leaf) === receipt, t("step_receipt"), receipt]);
  const checkpoint = log.checkpoint && checkpointOf(log.checkpoint.note);
  if (!checkpoint || !log.inclusionProof) return [...steps, [null, t("no_checkpoint")]];
  const { position, size, hashes } = log.inclusionProof;
  const root = position === event.position && size === checkpoint.size ? await rootOf(leaf, position, size, hashes) : null;
  steps.push([root === checkpoint.rootHash, t("step_root", { size: number(checkpoint.size), steps: hashes.length }), checkpoint.rootHash]);
  return [...steps, await signature(checkpoint, log)];
}

/** @param {NonNullable<ReturnType<typeof checkpointOf>>} checkpoint @param {any} log @returns {Promise<Step>} */
async function signature(checkpoint, log) {
  const holds = checkpoint.origin === log.origin ? await isSigned(checkpoint, log.publicKeys) : false;
  return [holds, t(holds === null ? "step_no_ed25519" : "step_signature", { origin: checkpoint.origin })];
}

/** @param {NonNullable<ReturnType<typeof checkpointOf>>} kept */
async function continuation(kept) {
  const { data: { log } } = await ask("consistency", { from: kept.size });
  const now = log.checkpoint && checkpointOf(log.checkpoint.note);
  if (!now || !log.consistencyProof) return h("p.notice.RED", null, light("RED", t("shorter", { size: number(kept.size) })));
  const { from, to: end, hashes } = log.consistencyProof;
  const holds = from === kept.size && end === now.size && await beginsWith(from, end, kept.rootHash, now.rootHash, hashes);
  return verdict([await signature(kept, log), [holds, t("step_continues", { from: number(kept.size), to: number(now.size) }), now.rootHash], await signature(now, log)]);
}

/** @param {Step[]} steps */
function verdict(steps) {
  const isBad = steps.some(([holds]) => holds === false);
  const isWhole = steps.every(([holds]) => holds === true);
  const [lit, word] = isBad ? ["RED", "unsound"] : isWhole ? ["GREEN", "sound"] : ["YELLOW", "partly_sound"];
  return [h(`p.notice.${lit}`, null, light(lit, h("b", null, t(word)))),
    h("ol.bars", null, steps.map(([holds, words, hash]) => h("li", null,
      h("p", null, light(holds === null ? "GREY" : holds ? "GREEN" : "RED", words), hash && h("span.hash.block", null, hash)))))];
}
