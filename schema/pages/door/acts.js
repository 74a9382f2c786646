// What a page asks of the server about accounts, and of the log: JSON both ways, errors in the server's own words.
import { documents } from "./documents.js";
import { language } from "../board/words.js";
import { shown } from "./passkey.js";

/** The server was reached, and said no. */
export class Refused extends Error {
  /** @param {string} message in the reader's language @param {string} code @param {number} [seconds] until it may be tried again */
  constructor(message, code, seconds = 0) {
    super(message);
    this.code = code;
    this.seconds = seconds;
  }
}
/** Nobody answered. */
export class Unreached extends Error {}
/** Somebody answered, but with a fault, or not in a way that could be read. */
export class Failing extends Unreached {}

/** Do something about accounts. @param {string} name @param {Record<string, unknown>} [body] @returns {Promise<any>} */
export const act = (name, body = {}) => sent(`/account/${name}`, body);

/** One's own account; null for who is not signed in. @returns {Promise<any>} */
export const own = () => sent("/account").catch(nobody);

/** @param {unknown} error */
function nobody(error) {
  if (error instanceof Refused && ["SESSION_OVER", "NOT_SERVED"].includes(error.code)) return null;
  throw error;
}

/** How one may come in; null where this server has no address at which anybody could. @returns {Promise<{passkeys: boolean, provider: {name: string, start: string} | null, development: boolean} | null>} */
export const ways = () => sent("/account/ways").catch(nobody);

/** The same, of what hands out more: a passkey is asked for where none was shown just now. @param {string} name @param {Record<string, unknown>} [body] @returns {Promise<any>} */
export async function confirmed(name, body = {}) {
  try {
    return await act(name, body);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "CONFIRM_AGAIN") throw error;
    await act("confirm/passkey", { credential: await shown((await act("confirm")).publicKey) });
    return act(name, body);
  }
}

/** Ask the log, or have it record something. @param {string} name of a document @param {Record<string, unknown>} [variables] @returns {Promise<any>} */
export async function ask(name, variables = {}) {
  /** @type {Record<string, string>} */
  const asked = documents;
  return (await sent("/graphql", { query: asked[name], variables })).data;
}

/** Whether the log takes a token, in the server's words; "" where it does. @param {string} token */
export const tried = (token) => sent("/graphql", { query: "{ viewer { roles } }" }, token).then(() => "", (error) => {
  if (error instanceof Refused) return error.message;
  throw error;
});

/** @param {string} address @param {Record<string, unknown>} [body] @param {string} [token] */
async function sent(address, body, token) {
  const headers = { accept: "application/json", "accept-language": language(), ...(body && { "content-type": "application/json" }), ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(address, { method: body ? "POST" : "GET", body: body && JSON.stringify(body), headers, cache: "no-store", signal: AbortSignal.timeout(40_000) }).catch(broken);
  if (response.status === 404 && !response.headers.get("content-type")?.includes("json")) throw new Refused("", "NOT_SERVED");
  const said = await response.json().catch((error) => { throw new Failing(String(error)); });
  const [error] = said.errors ?? [];
  if (error) throw response.status >= 500 && response.status !== 503 ? new Failing(error.message) : new Refused(error.message, error.extensions?.code ?? "", Number(response.headers.get("retry-after")));
  return said;
}

/** @param {unknown} error @returns {never} */
function broken(error) {
  throw new Unreached(String(error));
}
