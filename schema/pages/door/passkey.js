// The device's passkeys: asked as the server says, answered as the server reads it (WebAuthn Level 3, 5.1).
import { t } from "../board/words.js";

/** The device has not done it; the message says what to do. */
export class NotDone extends Error {}

/** @param {string} text base64url */
export const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** Why this browser can have no passkey here, in words; "" where it can. */
export function barred() {
  if (!isSecureContext) return t("insecure");
  return typeof PublicKeyCredential === "undefined" ? t("no_passkeys") : "";
}

/** @param {any[] | undefined} list of what the server names by id */
const named = (list) => list?.map((one) => ({ ...one, id: bytesOf(one.id) }));

/** A new passkey of this device. @param {any} asked @returns {Promise<any>} what the server takes */
export async function made(asked) {
  const publicKey = { ...asked, challenge: bytesOf(asked.challenge), user: { ...asked.user, id: bytesOf(asked.user.id) }, excludeCredentials: named(asked.excludeCredentials) };
  const { response, ...credential } = plain(await done(() => navigator.credentials.create({ publicKey }), "not_made"));
  return { ...credential, response: { clientDataJSON: textOf(response.clientDataJSON), attestationObject: textOf(response.attestationObject), transports: response.getTransports?.() ?? [] } };
}

/** A passkey of this device, shown. @param {any} asked @returns {Promise<any>} what the server takes */
export async function shown(asked) {
  const publicKey = { ...asked, challenge: bytesOf(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const { response, ...credential } = plain(await done(() => navigator.credentials.get({ publicKey }), "not_shown"));
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return { ...credential, response: { clientDataJSON: textOf(clientDataJSON), authenticatorData: textOf(authenticatorData), signature: textOf(signature), userHandle: userHandle && textOf(userHandle) } };
}

/** @param {any} credential @returns {any} */
const plain = ({ rawId, type, authenticatorAttachment, response }) =>
  ({ id: textOf(rawId), rawId: textOf(rawId), type, authenticatorAttachment: authenticatorAttachment ?? undefined, clientExtensionResults: {}, response });

/** @template T @param {() => Promise<T>} device @param {string} refusal what is said where the person, or the device, said no @returns {Promise<T>} */
async function done(device, refusal) {
  const why = barred();
  if (why) throw new NotDone(why);
  try {
    return await device();
  } catch (error) {
    const found = error instanceof DOMException ? error.name : "";
    /** @type {Record<string, string>} */
    const words = { NotAllowedError: refusal, AbortError: refusal, InvalidStateError: "known_device", SecurityError: "other_address", ConstraintError: "no_lock", NotSupportedError: "no_passkeys" };
    throw new NotDone(t(words[found] ?? "device_failed", { why: found || String(error) }));
  }
}

/** What this device may be called. */
export function proposedLabel() {
  /** @type {[RegExp, string][]} */
  const kinds = [[/iPhone/, "iPhone"], [/iPad/, "iPad"], [/Android/, t("device_android")], [/CrOS/, "Chromebook"], [/Windows/, t("device_windows")], [/Mac/, "Mac"]];
  return kinds.find(([kind]) => kind.test(navigator.userAgent))?.[1] ?? t("device_other");
}
