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
 */

/** The server was reached, and said no: its own words. */
export class Refused extends Error {}
/** Nobody answered, or not in a way that could be read. */
export class Unreached extends Error {}

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
    return { ...kept, kept: true };
  }
}

/** What a document asks for first is what it is about: without that there is nothing to show. @param {string} name @param {Record<string, unknown>} variables @param {string} asker @returns {Promise<Answer>} */
async function fresh(name, variables, asker) {
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

/** What is told to who is signed in stays out of the browser's own store. @param {string} address @param {string} asker */
async function sent(address, asker) {
  try {
    /** @type {Record<string, string>} */
    const who = asker ? { authorization: `Bearer ${asker}` } : {};
    const headers = { accept: "application/json", "accept-language": language(), ...who };
    const response = await fetch(address, { headers, cache: asker ? "no-store" : "no-cache", signal: AbortSignal.timeout(20_000) });
    return await response.json();
  } catch (error) {
    throw new Unreached(String(error));
  }
}
