// One question to the server, and the last answer to it, kept on this device for when the line is down.
import { documents } from "./documents.js";
import { asker, forget, gone, keep, keyOf, recall, token } from "./session.js";
import { language } from "./words.js";

/**
 * @typedef {object} Answer
 * @property {any} data
 * @property {string} minute the read point's minute
 * @property {number} position
 * @property {string} dataset LIVE or DEMO
 * @property {string[]} withheld fields that this viewer may not see
 * @property {boolean} isPrivate whether it was told to who is signed in
 * @property {boolean} kept whether it comes from this device, not from the server
 * @property {boolean} [isFailing] whether that is because the server fails, not the line
 */

/** The server was reached, and said no: its own words. */
export class Refused extends Error {}
/** Nobody answered. */
export class Unreached extends Error {}
/** Somebody answered, but with a fault, or not in a way that could be read. */
export class Failing extends Unreached {}

/** The session or the token is not taken, or no longer. */
class Unadmitted extends Refused {}

/**
 * As whoever is signed in; who is no longer admitted has left, and is answered as everybody is.
 * @param {string} name of a document
 * @param {Record<string, unknown>} variables
 * @param {boolean} [isAgain]
 * @returns {Promise<Answer>}
 */
export async function ask(name, variables, isAgain = false) {
  const key = keyOf(name, variables);
  const who = asker();
  try {
    const answer = await fresh(name, variables);
    if (who !== asker()) return ask(name, variables);
    keep(key, answer);
    return answer;
  } catch (error) {
    if (error instanceof Unadmitted && who === asker() && !isAgain) {
      forget(error.message);
      return ask(name, variables, true);
    }
    if (who !== asker()) return ask(name, variables);
    const kept = error instanceof Unreached ? recall(key) : null;
    if (!kept) throw error;
    return { ...kept, kept: true, isFailing: error instanceof Failing };
  }
}

/** The server's answer, or none. What a document asks for first is what it is about: without that there is nothing to show. @param {string} name @param {Record<string, unknown>} variables @returns {Promise<Answer>} */
export async function fresh(name, variables) {
  /** @type {Record<string, string>} */
  const asked = documents;
  const search = new URLSearchParams({ query: asked[name], variables: JSON.stringify(variables) });
  const response = await fetched(`/graphql?${search}`, await gone());
  const { data, errors, extensions } = await read(response);
  if (errors?.[0]?.extensions?.code === "UNAUTHENTICATED") throw new Unadmitted(errors[0].message);
  const [subject] = Object.entries(data ?? {}).filter(([key]) => key !== "viewer");
  if (!subject || (errors && subject[1] === null)) throw new Refused(errors?.[0]?.message ?? "");
  const points = [extensions?.asOf ?? []].flat();
  const last = points[points.length - 1] ?? {};
  const isPrivate = /private/.test(response.headers.get("cache-control") ?? "");
  return { data, minute: last.minute, position: last.position, dataset: extensions.dataset, withheld: extensions.withheld ?? [], isPrivate, kept: false };
}

/** @param {Response} response */
async function read(response) {
  if (response.status === 429 || response.status >= 500) throw new Failing(String(response.status));
  const text = await response.text().catch(broken);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failing(String(error));
  }
}

/** The browser's own store keeps what the server lets it keep. @param {string} address @param {boolean} isKnown whether a cookie may say who asks */
function fetched(address, isKnown) {
  const bearer = token();
  const headers = { accept: "application/json", "accept-language": language(), ...(bearer && { authorization: `Bearer ${bearer}` }) };
  return fetch(address, { headers, cache: bearer ? "no-store" : "no-cache", credentials: isKnown ? "same-origin" : "omit", signal: AbortSignal.timeout(20_000) }).catch(broken);
}

/** @param {unknown} error @returns {never} */
function broken(error) {
  throw new Unreached(String(error));
}
