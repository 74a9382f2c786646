// Who asks, and what was told to them. A session is a cookie that no script reads: here is only when somebody came or went.
import { language } from "./words.js";

const TOKEN = "token"; // Pasted while developing, for this tab only.
const TURN = "turn"; // The same in all tabs; another one whenever somebody comes or goes.
const GOING = "going "; // What a turn begins with while the server has not been told.
const KEPT = "answer:";
const SHUT = "!";
/** Where a browser lets nothing be kept, these hold until the page is closed. @type {Record<string, string>} */
const held = {};
/** Why the last session or token was refused, in the server's words; "" while none was. */
let refusal = "";

/** @param {"localStorage" | "sessionStorage"} shelf @param {string} key */
function read(shelf, key) {
  try { return window[shelf].getItem(key) ?? held[key] ?? ""; } catch { return held[key] ?? ""; }
}

/** @param {"localStorage" | "sessionStorage"} shelf @param {string} key @param {string} value */
function write(shelf, key, value) {
  held[key] = value;
  try { window[shelf].setItem(key, value); } catch { /* Held above instead. */ }
}

/** A token for development, "" without one. */
export const token = () => read("sessionStorage", TOKEN);
/** What whoever signed in within this tab is called. */
export const called = () => read("sessionStorage", `${own()}name`);
export const refused = () => refusal;
/** Who asks: another text as soon as somebody comes or goes, in any tab. */
export const asker = () => read("localStorage", TURN).replace(GOING, "");
const isGoing = () => read("localStorage", TURN).startsWith(GOING);

/** Somebody has come: by cookie, or with a token. @param {{token?: string, name?: string}} who */
export function come(who) {
  forget();
  if (who.token) write("sessionStorage", TOKEN, who.token);
  if (who.name) write("sessionStorage", `${own()}name`, who.name);
}

/** Everything that was kept for whoever was here. @param {string} [why] they were refused @param {string} [going] */
export function forget(why = "", going = "") {
  refusal = why;
  write("localStorage", TURN, `${going}${crypto.getRandomValues(new Uint32Array(2)).join("")}`);
  delete held[TOKEN];
  try { sessionStorage.removeItem(TOKEN); } catch { /* Nothing may be kept here, so nothing is there. */ }
  tidy();
}

/** Drop what was kept in this tab for whoever was here before. */
export function tidy() {
  try { sweep(sessionStorage, own()); } catch { /* Nothing may be kept here, so nothing is there. */ }
}

/** Leave: here at once, and on the server as soon as it can be told. @returns {Promise<boolean>} whether it was */
export async function leave() {
  forget("", GOING);
  return gone();
}

/** @type {Promise<boolean> | null} */
let telling = null;

/** Whether nobody is on the way out any more: else a cookie may still be there, and must not be sent. */
export async function gone() {
  if (!isGoing()) return true;
  telling ??= fetch("/account/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}", signal: AbortSignal.timeout(10_000) })
    .then(({ status }) => status < 429, () => false).finally(() => { telling = null; });
  const told = await telling;
  if (told) write("localStorage", TURN, asker());
  return told;
}

/** @param {Storage} shelf @param {string} but what begins so stays */
const sweep = (shelf, but) => Object.keys(shelf).filter((key) => key.startsWith(KEPT) && !(but && key.startsWith(but))).forEach((key) => { shelf.removeItem(key); });

/** The name under which an answer is kept. @param {string} document @param {Record<string, unknown>} variables */
export const keyOf = (document, variables) =>
  `${document}:${language()}:${JSON.stringify(variables, (k, v) => (["from", "to", "until"].includes(k) ? undefined : v))}`;

const own = () => `${KEPT}${SHUT}${asker()}:`;

/** What the server called private stays in this tab, for whoever was told. @param {string} key @param {{isPrivate: boolean}} answer */
export function keep(key, answer) {
  const shelf = answer.isPrivate ? "sessionStorage" : "localStorage";
  try {
    window[shelf].setItem((answer.isPrivate ? own() : KEPT) + key, JSON.stringify(answer));
  } catch {
    try { sweep(window[shelf], ""); } catch { /* Nothing can be kept here. */ } // The device has no room: what is old goes, what comes next is kept again.
  }
}

/** @param {string} key */
export function recall(key) {
  try { return JSON.parse(sessionStorage.getItem(own() + key) ?? localStorage.getItem(KEPT + key) ?? "null"); } catch { return null; }
}

tidy();
