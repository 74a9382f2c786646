// An act that is signed: what is signed is shown in words and compared, then the passkey is asked (docs/signed-acts.md).
import { h } from "../board/dom.js";
import { t } from "../board/words.js";
import { ask } from "./acts.js";
import { bytesOf, NotDone, shown } from "./passkey.js";

/** @param {ArrayBuffer | Uint8Array} bytes */
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 in hex, as fingerprints are written. @param {Uint8Array<ArrayBuffer>} bytes */
export const fingerprint = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

/** Fingerprints are read in groups. @param {string} text */
export const grouped = (text) => text.match(/.{1,8}/g)?.join(" ") ?? "";

/**
 * Send an act; where it has to be signed, ask first.
 * @param {string} name of a document
 * @param {Record<string, unknown>} input
 * @param {(act: any) => boolean} isMeant whether an act is what was asked for
 * @param {(sign: () => Promise<void>) => void} show what is to be signed, with the way to sign it
 * @returns {Promise<boolean>} whether it is done already
 */
export async function send(name, input, isMeant, show) {
  const given = { ...input, idempotencyKey: crypto.randomUUID() };
  const { done } = await ask(name, { input: given });
  if (done.userErrors[0]?.code !== "SIGNATURE_REQUIRED") return written(done);
  const { challenge, nonce, act, rpId } = done.signing;
  const isWhole = hex(bytesOf(challenge)) === await fingerprint(new TextEncoder().encode(act));
  if (!isWhole || !isMeant(JSON.parse(act))) throw new NotDone(t("another_act"));
  show(async () => {
    const { response } = await shown({ challenge, rpId, userVerification: "required" });
    const assertion = { nonce, authenticatorData: response.authenticatorData, clientData: response.clientDataJSON, signature: response.signature };
    written((await ask(name, { input: { ...given, assertion } })).done);
  });
  return false;
}

/** @param {any} done */
function written({ userErrors: [error] }) {
  if (error) throw new NotDone(error.message);
  return true;
}

/** What an admission is about. @param {{name: string, role: string, party: string, key: import("../board/dom.js").Child}} what */
export const inWords = ({ name, role, party, key }) => h("dl.facts", null,
  h("div", null, h("dt", null, t("person")), h("dd", null, name)), h("div", null, h("dt", null, t("role_word")), h("dd", null, role)),
  h("div", null, h("dt", null, t("party")), h("dd", null, party)),
  h("div.full", null, h("dt", null, t("key_fingerprint")), key));
