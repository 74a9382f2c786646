// One question to the server, and the last answer to it, kept on this device for when the line is down.
import { documents } from "./documents.js";
import { language } from "./words.js";

/**
 * @typedef {object} Answer
 * @property {any} data
 * @property {string} minute the read point's minute
 * @property {number} position
 * @property {string} dataset LIVE or DEMO
 * @property {string[]} withheld fields that this viewer may not see
 * @property {boolean} kept whether it comes from this device, not from the server
 * @property {boolean} [isFailing] whether that is because the server fails, not the line
 */

/** The server was reached, and said no: its own words. */
export class Refused extends Error {}
/** Nobody answered. */
export class Unreached extends Error {}
/** Somebody answered, but with a fault, or not in a way that could be read. */
export class Failing extends Unreached {}

/**
 * @param {string} name of a document
 * @param {Record<string, unknown>} variables
 * @returns {Promise<Answer>}
 */
export async function ask(name, variables) {
  const key = `answer:${name}:${language()}:${JSON.stringify(variables, (k, v) => (k === "from" || k === "to" ? undefined : v))}`;
  try {
    const answer = await fresh(name, variables);
    keep(key, answer);
    return answer;
  } catch (error) {
    const kept = error instanceof Unreached ? recall(key) : null;
    if (!kept) throw error;
    return { ...kept, kept: true, isFailing: error instanceof Failing };
  }
}

/** The server's answer, or none. @param {string} name @param {Record<string, unknown>} variables @returns {Promise<Answer>} */
export async function fresh(name, variables) {
  /** @type {Record<string, string>} */
  const asked = documents;
  const search = new URLSearchParams({ query: asked[name], variables: JSON.stringify(variables) });
  const { data, errors, extensions } = await sent(`/graphql?${search}`);
  // What a document asks first is what its screen is about: without that there is nothing to show.
  if (!data || (errors && Object.values(data)[0] === null)) throw new Refused(errors?.[0]?.message ?? "");
  const points = [extensions?.asOf ?? []].flat();
  const last = points[points.length - 1] ?? {};
  return { data, minute: last.minute, position: last.position, dataset: extensions.dataset, withheld: extensions.withheld ?? [], kept: false };
}

/** @param {string} address */
async function sent(address) {
  const response = await fetched(address);
  if (response.status === 429 || response.status >= 500) throw new Failing(String(response.status));
  const text = await response.text().catch(broken);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failing(String(error));
  }
}

/** @param {string} address */
function fetched(address) {
  const headers = { accept: "application/json", "accept-language": language() };
  return fetch(address, { headers, cache: "no-cache", signal: AbortSignal.timeout(20_000) }).catch(broken);
}

/** @param {unknown} error @returns {never} */
function broken(error) {
  throw new Unreached(String(error));
}

/** @param {string} key @param {Answer} answer */
function keep(key, answer) {
  try {
    localStorage.setItem(key, JSON.stringify(answer));
  } catch {
    forget(); // The device has no room: what is old goes, what comes next is kept again.
  }
}

/** @param {string} key @returns {Answer | null} */
function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null; // Where a browser lets nothing be kept, there is nothing to recall.
  }
}

function forget() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("answer:")).forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing may be kept here, so nothing is there.
  }
}
