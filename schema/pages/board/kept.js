// What this device remembers of a log: the key that it first saw, or was given, and the heads it has seen under it.

/**
 * @typedef {object} Kept
 * @property {string[]} keys as `name+id+base64`
 * @property {boolean} isOwn whether the reader gave the key; else this page did
 * @property {string} since when
 * @property {string} first the first checkpoint seen under it, "" before
 * @property {string} last the newest
 */

const PLACE = "kept-log";
/** Where nothing may be kept, it is held until the page is closed. @type {string | null} */
let held = null;

/** @returns {Kept | null} */
export function recallLog() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? held ?? "null");
  } catch {
    return JSON.parse(held ?? "null");
  }
}

/** @param {Kept} kept */
export function rememberLog(kept) {
  held = JSON.stringify(kept);
  try {
    localStorage.setItem(PLACE, held);
  } catch {
    // Held above instead.
  }
}

export function forgetLog() {
  held = null;
  try {
    localStorage.removeItem(PLACE);
  } catch {
    // Nothing may be kept here, so nothing is there.
  }
}
