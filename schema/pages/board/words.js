// Words, numbers and days as the reader's language writes them. The words are the server's own.
import { catalogue } from "./catalogue.js";

/** @type {Record<string, [string, string]>} */
const words = { ...catalogue };
let lang = stored();

function stored() {
  try { return localStorage.getItem("lang") === "en" ? "en" : "id"; } catch { return "id"; }
}

/** Know more words: those of a page beside the board. @param {Record<string, [string, string]>} more */
export const learn = (more) => { Object.assign(words, more); };

/** "id" or "en". */
export const language = () => lang;
export const other = () => (lang === "id" ? "en" : "id");

/** @param {string} next */
export function speak(next) {
  lang = next === "en" ? "en" : "id";
  document.documentElement.lang = lang;
  try { localStorage.setItem("lang", lang); } catch { /* Where nothing may be kept, the choice holds until the page is closed. */ }
}

/**
 * The words of a key, filled in; a code that has none is shown as it is.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = words[key]?.[lang === "id" ? 0 : 1] ?? key.slice(key.indexOf(".") + 1);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** A sentence as it goes on after a colon. @param {string} text */
export const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);

const locale = () => (lang === "id" ? "id-ID" : "en-GB");
let zone = "Asia/Jakarta";

/** @param {string | undefined} name IANA zone in which moments are shown from now on */
export function stayIn(name) {
  if (name) zone = name;
}

/** Writers of numbers and days, each made once: five hundred rows need them often. @type {Map<string, any>} */
const writers = new Map();

/** @template T, O @param {new (locale: string, options: O) => T} Writer @param {O} options @returns {T} */
function made(Writer, options) {
  const key = `${Writer.name}${locale()}${JSON.stringify(options)}`;
  if (!writers.has(key)) writers.set(key, new Writer(locale(), options));
  return writers.get(key);
}

/** @param {number | null | undefined} value @param {number} [digits] */
export const number = (value, digits = 1) =>
  value === null || value === undefined ? "–" : made(Intl.NumberFormat, { maximumFractionDigits: digits }).format(value);

/** @param {Intl.DateTimeFormatOptions} options */
const written = (options) => (/** @type {string | number | null | undefined} */ value) =>
  value ? made(Intl.DateTimeFormat, options).format(new Date(value)) : "";
/** @param {Intl.DateTimeFormatOptions} options */
const clock = (options) => (/** @type {string | number | null | undefined} */ value) => written({ timeZone: zone, ...options })(value);

const shortDay = written({ timeZone: "UTC", day: "numeric", month: "short" });
/** @param {string | null | undefined} value */
export const day = (value) => shortDay(value).replace(" ", "\u00a0");
export const longDay = written({ timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const dayThere = clock({ day: "numeric", month: "short" });
export const moment = clock({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
export const longMoment = clock({ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });

/** @param {number} seconds */
export function span(seconds) {
  if (seconds < 5400) return `${number(Math.max(0, seconds) / 60, 0)} ${t("minutes")}`;
  return seconds < 172800 ? `${number(seconds / 3600, 0)} ${t("hours")}` : `${number(seconds / 86400, 0)} ${t("days")}`;
}
