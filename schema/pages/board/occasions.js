// Every occasion with its state: what a regent sees first who has several.
import { fill, h } from "./dom.js";
import { to } from "./addresses.js";
import { bar, light, lightOf, spoken } from "./pictures.js";
import { longDay, lower, number, t } from "./words.js";

export const document = "occasions";
export const question = () => ({});

const ORDER = ["RED", "YELLOW", "GREY", "GREEN"];

/** @param {Element} main @param {import("./ask.js").Answer} answer */
export function draw(main, { data }) {
  const all = data.occasions.edges.map((/** @type {any} */ edge) => edge.node);
  all.sort((/** @type {any} */ one, /** @type {any} */ other) => rank(one) - rank(other) || (one.day ?? "9").localeCompare(other.day ?? "9"));
  fill(main, h("h1.full", null, t("all_long")),
    all.length === 0 && h("p.full.lead", null, t("no_occasion")),
    h("ul.full.occasions", null, all.map(card)),
    data.occasions.totalCount > all.length && h("p.full.soft", null, t("more_occasions", { shown: all.length, total: data.occasions.totalCount })));
  return t("all_long");
}

/** What is still to come stands first, the worst light on top. @param {any} one */
const rank = (one) => (one.readiness?.daysLeft < 0 ? 10 : 0) + ORDER.indexOf(one.readiness?.light ?? "GREEN");

/** @param {any} it */
function card(it) {
  const now = it.readiness;
  const [reason] = now?.reasons ?? [];
  return h(`li.card.${now?.light ?? "NONE"}`, null,
    h("p.line", null, h("b.count", null, sign(now?.daysLeft)), h("span.soft", null, it.day ? longDay(it.day) : t("day_open"))),
    h("h2", null, h("a.whole", { href: to.board(it.code) }, it.name)),
    h("p", null, light(now?.light ?? null, lightOf(now?.light, now?.score))),
    now && [reason && h("p.soft", null, reason.commitment && `${reason.commitment.title}: `, reason.commitment ? lower(reason.message) : reason.message, "."), bar(now, spoken(now)),
      h("p.line.soft", null, h("span", null, t("ready_short", { score: number(now.score), ceiling: number(now.ceiling) })),
        h("span", null, `${t("planned")} ${number(now.planned)}`))]);
}

/** @param {number | null | undefined} left */
const sign = (left) => (left === null || left === undefined ? "H?" : left > 0 ? `H−${left}` : left < 0 ? `H+${-left}` : "H");
