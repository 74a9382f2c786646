// Who asks: a token that was pasted, and all that was kept under it, for this tab only.
import { language } from "./words.js";

const TOKEN = "token";
const KEPT = "answer:";
/** Where a browser lets nothing be kept, the token holds until the page is closed. */
let alone = "";
/** Why the last token was refused, in the server's words; "" while none was. */
let refusal = "";

/** The token of whoever is signed in, "" without one. */
export function token() {
  try { return sessionStorage.getItem(TOKEN) ?? alone; } catch { return alone; }
}

/** What a server takes as a token at all; the word before it and the ends of lines come along when it is copied. @param {string} pasted */
export function tokenIn(pasted) {
  const bare = pasted.replace(/^\s*bearer\s+/i, "").replace(/\s/g, "");
  return /^[A-Za-z0-9_.~+/=-]+$/.test(bare) ? bare : "";
}

/** @param {string} next */
export function signIn(next) {
  signOut();
  try { sessionStorage.setItem(TOKEN, next); } catch { alone = next; }
}

/** Forget the token, and everything that was kept under it. @param {string} [why] it was refused */
export function signOut(why = "") {
  alone = "";
  refusal = why;
  try {
    sessionStorage.removeItem(TOKEN);
    sweep(sessionStorage);
  } catch {
    // Nothing may be kept here, so nothing is there.
  }
}

export const refused = () => refusal;

/** Where answers to an asker are kept: a signed-in one's end with the tab. @param {string} asker a token, or "" */
function shelfOf(asker) {
  try { return asker ? sessionStorage : localStorage; } catch { return null; }
}

/** @param {Storage} shelf */
const sweep = (shelf) => Object.keys(shelf).filter((key) => key.startsWith(KEPT)).forEach((key) => { shelf.removeItem(key); });

/** The name under which an answer is kept. @param {string} name @param {Record<string, unknown>} variables */
export const keyOf = (name, variables) =>
  `${KEPT}${name}:${language()}:${JSON.stringify(variables, (k, v) => (["from", "to", "until"].includes(k) ? undefined : v))}`;

/** @param {string} asker @param {string} key @param {unknown} answer */
export function keep(asker, key, answer) {
  const shelf = shelfOf(asker);
  try {
    shelf?.setItem(key, JSON.stringify(answer));
  } catch {
    if (shelf) sweep(shelf); // The device has no room: what is old goes, what comes next is kept again.
  }
}

/** @param {string} asker @param {string} key */
export function recall(asker, key) {
  try { return JSON.parse(shelfOf(asker)?.getItem(key) ?? "null"); } catch { return null; }
}
