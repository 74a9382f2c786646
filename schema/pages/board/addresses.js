// Where each screen lies, and which one an address names.

/**
 * @typedef {object} Where
 * @property {string} screen
 * @property {string} occasion its code; "" where the screen has none
 * @property {string} code of the commitment, or the position to be checked
 * @property {URLSearchParams} query
 */

/** @param {string} screen @param {...string} rest */
const path = (screen, ...rest) => `/${[screen, ...rest].map(encodeURIComponent).join("/")}`;

export const to = {
  all: () => path("semua"),
  /** The door, and the way back from it. */
  door: () => `/masuk?dari=${encodeURIComponent(location.pathname + location.search)}`,
  /** @param {string} occasion @param {Record<string, string>} [query] */
  board: (occasion, query) => path("papan", occasion) + (query ? `?${new URLSearchParams(query)}` : ""),
  /** @param {string} occasion @param {string} code @param {Record<string, string>} [query] */
  commitment: (occasion, code, query) => path("janji", occasion, code) + (query ? `?${new URLSearchParams(query)}` : ""),
  /** @param {string} occasion @param {Record<string, string>} [query] */
  matrix: (occasion, query) => path("matriks", occasion) + (query ? `?${new URLSearchParams(query)}` : ""),
  /** @param {string} occasion @param {Record<string, string>} [query] */
  audit: (occasion, query) => path("audit", occasion) + (query && Object.keys(query).length ? `?${new URLSearchParams(query)}` : ""),
  /** @param {number} [position] */
  check: (position) => (position === undefined ? path("periksa") : path("periksa", String(position))),
};

/** @param {{pathname: string, search: string}} location @returns {Where} */
export function where(location) {
  const query = new URLSearchParams(location.search);
  try {
    const [screen, first = "", ...rest] = location.pathname.slice(1).split("/").map(decodeURIComponent);
    const isCheck = screen === "periksa";
    return { screen, occasion: isCheck ? "" : first, code: isCheck ? first : rest.join("/"), query };
  } catch {
    return { screen: "", occasion: "", code: "", query }; // An address with a broken escape names nothing.
  }
}

/**
 * The read point that an address names: the present, a moment as known then, as known now, or up to a record.
 * @param {Where} where
 */
export function readPoint({ query }) {
  const [moment, position] = [query.get("t"), query.get("catatan")];
  if (!moment) return null;
  if (position && /^\d{1,15}$/.test(position)) return { position: Number(position), effectiveAt: moment };
  return query.get("tahu") === "kini" ? { effectiveAt: moment } : { knownAt: moment };
}
