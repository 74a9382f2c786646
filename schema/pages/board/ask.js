// One question to the server, and the last answer to it, kept on this device for when the line is down.
import { documents } from "./documents.js";
import { keep, keyOf, recall, signOut, token } from "./session.js";
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

/** The token is not taken, or no longer. */
class Unadmitted extends Refused {}

/**
 * As whoever is signed in; who is no longer admitted is signed out, and answered as everybody is.
 * @param {string} name of a document
 * @param {Record<string, unknown>} variables
 * @returns {Promise<Answer>}
 */
export async function ask(name, variables) {
  const key = keyOf(name, variables);
  const asker = token();
  try {
    const answer = await fresh(name, variables, asker);
    if (asker !== token()) return ask(name, variables);
    keep(asker, key, answer);
    return answer;
  } catch (error) {
    if (error instanceof Unadmitted && asker === token()) signOut(error.message);
    if (asker !== token()) return ask(name, variables);
    const kept = error instanceof Unreached ? recall(asker, key) : null;
    if (!kept) throw error;
    return { ...kept, kept: true, isFailing: error instanceof Failing };
  }
}

/** The server's answer, or none. What a document asks for first is what it is about: without that there is nothing to show. @param {string} name @param {Record<string, unknown>} variables @param {string} asker @returns {Promise<Answer>} */
export async function fresh(name, variables, asker) {
  /** @type {Record<string, string>} */
  const asked = documents;
  const search = new URLSearchParams({ query: asked[name], variables: JSON.stringify(variables) });
  const { data, errors, extensions } = await sent(`/graphql?${search}`, asker);
  if (errors?.[0]?.extensions?.code === "UNAUTHENTICATED") throw new Unadmitted(errors[0].message);
  const [subject] = Object.entries(data ?? {}).filter(([key]) => key !== "viewer" || name === "signin");
  if (!subject || (errors && subject[1] === null)) throw new Refused(errors?.[0]?.message ?? "");
  const points = [extensions?.asOf ?? []].flat();
  const last = points[points.length - 1] ?? {};
  return { data, minute: last.minute, position: last.position, dataset: extensions.dataset, withheld: extensions.withheld ?? [], kept: false };
}

/** @param {string} address @param {string} asker */
async function sent(address, asker) {
  const response = await fetched(address, asker);
  if (response.status === 429 || response.status >= 500) throw new Failing(String(response.status));
  const text = await response.text().catch(broken);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failing(String(error));
  }
}

/** What is told to who is signed in stays out of the browser's own store. @param {string} address @param {string} asker */
function fetched(address, asker) {
  /** @type {Record<string, string>} */
  const who = asker ? { authorization: `Bearer ${asker}` } : {};
  const headers = { accept: "application/json", "accept-language": language(), ...who };
  return fetch(address, { headers, cache: asker ? "no-store" : "no-cache", signal: AbortSignal.timeout(20_000) }).catch(broken);
}

/** @param {unknown} error @returns {never} */
function broken(error) {
  throw new Unreached(String(error));
}
