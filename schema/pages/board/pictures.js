// Every picture, without inline style: lengths are attributes, colours come from board.css.
import { h, s } from "./dom.js";
import { dayThere, number, t } from "./words.js";

/** @typedef {{verified?: number | null, score?: number | null, ceiling?: number | null, planned?: number | null}} Figures */

/** @param {number} value */
const percent = (value) => `${Math.max(0, Math.min(100, value))}%`;

/** A light has a shape and a word; the colour only repeats them. @param {string | null | undefined} light */
export const lamp = (light) =>
  s(`svg.light.${light ?? "NONE"}`, { "aria-hidden": "true" }, s("use", { href: `#${light ?? "NONE"}` }));

/** @param {string | null | undefined} value @param {...import("./dom.js").Child} words */
export const light = (value, ...words) =>
  h("span.lit", null, lamp(value), h("span", null, words.length ? words : t(`light.${value ?? "NONE"}`)));

/** The number below which a green light is explained: on plan is not yet done. */
export const DONE = 90;

/** A light's words, and beside a low number what they mean. @param {string | null | undefined} value @param {number | null | undefined} score */
export const lightOf = (value, score) =>
  t(value === "GREEN" && score !== null && score !== undefined && score < DONE ? "green_low" : `light.${value ?? "NONE"}`, { score: number(score) });

/** Verified, counted (score), possible (ceiling), and where the plan expects us: all 0 to 100. @param {Figures} figures @param {string} label */
export function bar({ verified, score, ceiling, planned }, label) {
  const low = score ?? 0;
  const line = planned === null || planned === undefined ? [] : ["plan-edge", "plan"].map((name) =>
    s(`line.${name}`, { x1: percent(planned), x2: percent(planned), y2: "100%" }));
  return s("svg.bar", { role: "img", "aria-label": label, width: "100%", height: "100%" },
    s("rect.track", { width: "100%", height: "100%" }),
    s("rect.possible", { width: percent(ceiling ?? low), height: "100%" }),
    s("rect.counted", { width: percent(low), height: "100%" }),
    s("rect.verified", { width: percent(verified ?? 0), height: "100%" }), line);
}

/** @param {Figures} figures @param {string} label */
export function bigBar(figures, label) {
  const planned = figures.planned ?? 0;
  const side = planned > 70 ? "end" : planned < 30 ? "start" : "middle";
  return h("div.big-bar", null,
    s("svg.flag", { "aria-hidden": "true", width: "100%", height: "100%" },
      s("text", { x: percent(planned), y: "1em", "text-anchor": side }, `${t("planned")} ${number(planned)} ▾`)),
    bar(figures, label),
    h("div.scale", { "aria-hidden": "true" }, [0, 25, 50, 75, 100].map((value) => h("span", null, value))));
}

const SWATCHES = /** @type {const} */ ({ verified: "verified", score: "counted", ceiling: "possible" });

/** @param {Figures} figures */
export function legend(figures) {
  const entry = (/** @type {string} */ key, /** @type {SVGElement} */ sign, /** @type {number | null | undefined} */ value) =>
    h("div", null, h("dt", null, s("svg.swatch", { "aria-hidden": "true" }, sign), t(key)),
      h("dd", null, h("b", null, number(value)), " ", h("span", null, t(`${key}_say`))));
  return h("dl.legend", null,
    entry("verified", s("rect.verified", { width: "100%", height: "100%" }), figures.verified),
    entry("score", s(`rect.${SWATCHES.score}`, { width: "100%", height: "100%" }), figures.score),
    entry("ceiling", s(`rect.${SWATCHES.ceiling}`, { width: "100%", height: "100%" }), figures.ceiling),
    entry("planned", s("line.plan", { x1: "50%", x2: "50%", y2: "100%" }), figures.planned));
}

/** All numbers of a bar in one sentence, for who does not see it. @param {Figures} figures */
export const spoken = (figures) =>
  [["verified", figures.verified], ["score", figures.score], ["ceiling", figures.ceiling], ["planned", figures.planned]]
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${t(String(key))} ${number(Number(value))}`).join(", ");

/** One square a figure: verified full, reported half, nothing empty. @param {{target: number, claimed: number | null, verified: number | null}[]} figures */
export const squares = (figures) =>
  s("svg.squares", { "aria-hidden": "true", width: figures.length * 18, height: 16 }, figures.map((figure, i) => {
    const state = (figure.verified ?? 0) >= figure.target ? "verified" : (figure.claimed ?? 0) > 0 ? "counted" : "empty";
    return ["track", state].map((name) => s(`rect.${name}`, { x: i * 18 + 1, y: 1, width: 14, height: 14 }));
  }));

/** @typedef {{at: string, score: number}} Point */

/**
 * Score over time with the band up to the ceiling; what is now known and what lies ahead beside it.
 * @param {(Point & {ceiling: number})[]} points as known at each @param {Point[]} known @param {Point[]} ahead @param {string} chosen
 */
export function journey(points, known, ahead, chosen) {
  const [first, last] = [points[0].at, (ahead.at(-1) ?? points[points.length - 1]).at].map(Date.parse);
  const x = (/** @type {string} */ at) => (((Date.parse(at) - first) / Math.max(1, last - first)) * 1000).toFixed(1);
  const y = (/** @type {number} */ value) => (200 - value * 2).toFixed(1);
  const line = (/** @type {Point[]} */ all) => all.map(({ at, score }) => `${x(at)},${y(score)}`);
  const top = points.map(({ at, ceiling }) => ({ at, score: ceiling }));
  return h("div", { "aria-hidden": "true" },
    h("div.journey", null, h("div.heights", null, [100, 50, 0].map((value) => h("span", null, value))),
      s("svg", { viewBox: "0 0 1000 200", preserveAspectRatio: "none", width: "100%", height: "100%" },
        [0, 50, 100].map((value) => s("line.grid", { x2: 1000, y1: y(value), y2: y(value) })),
        s("polygon.possible", { points: [...line(top), ...line(points).reverse()].join(" ") }),
        s("polyline.then-line", { points: line(points).join(" ") }),
        known.length > 0 && s("polyline.now-line", { points: line(known).join(" ") }),
        ahead.length > 0 && s("polyline.future", { points: line(ahead).join(" ") }),
        s("line.cursor", { x1: x(chosen), x2: x(chosen), y2: 200 }))),
    h("div.scale", null, [first, (first + last) / 2, last].map((at) => h("span", null, dayThere(at)))),
    h("p.keys", null, h("span.key", null, t("line_then")), known.length > 0 && h("span.key.now-line", null, t("line_now")),
      ahead.length > 0 && h("span.key.future", null, t("line_ahead"))));
}
