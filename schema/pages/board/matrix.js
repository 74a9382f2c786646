// The follow-up matrix: every commitment in one table; cards on a phone, A4 on paper.
import { fill, h, keeping } from "./dom.js";
import { readPoint, to } from "./addresses.js";
import { light, lightOf } from "./pictures.js";
import { onPaper, readAt } from "./paper.js";
import { day, longMoment, number, stayIn, t } from "./words.js";

export const document = "matrix";

/** @param {import("./addresses.js").Where} where */
export const question = (where) => ({ occasion: `occasion:${where.occasion}`, asOf: readPoint(where) });

const LIGHTS = ["RED", "YELLOW", "GREY", "GREEN", "NONE"];
/** What a row is filtered by: name in the address, its value, how the value is said. @type {[string, string, (row: any) => string, (row: any) => string][]} */
const FILTERS = [
  ["bidang", "area", (row) => row.commitment.area.code, (row) => row.areaName],
  ["penanggung", "owner", (row) => row.commitment.owner?.name ?? "-", (row) => row.commitment.owner?.name ?? t("no_owner")],
  ["wilayah", "region", (row) => row.commitment.region?.name ?? "-", (row) => row.commitment.region?.name ?? t("no_region")],
  ["lampu", "state", (row) => row.light ?? "NONE", (row) => t(`light.${row.light ?? "NONE"}`)],
  ["rakor", "meeting", (row) => row.commitment.rakor.code, (row) => row.commitment.rakor.name],
];
/** By what rows are sorted: a column's word and what is compared. @type {Record<string, (row: any) => string | number>} */
const KEYS = {
  commitment: (row) => row.commitment.code,
  owner: (row) => row.commitment.owner?.name ?? "~",
  deadline: (row) => row.commitment.deadline?.due ?? "~",
  target: (row) => row.commitment.indicator?.target ?? -1,
  reported: (row) => row.commitment.claimedTotal ?? -1,
  verified: (row) => row.commitment.verifiedTotal ?? -1,
  state: (row) => LIGHTS.indexOf(row.light ?? "NONE"),
};
const NUMBERS = ["target", "reported", "verified"];
const order = new Intl.Collator("id", { numeric: true });

/** @param {Element} main @param {import("./ask.js").Answer} answer @param {import("./addresses.js").Where} where */
export function draw(main, { data }, where) {
  const it = data.readiness;
  stayIn(it.occasion.timeZone);
  const names = new Map(it.occasion.areas.map((/** @type {any} */ area) => [area.code, area.name]));
  const rows = [...it.commitments, ...it.withdrawn].map((row) => ({ ...row, areaName: names.get(row.commitment.area.code) }));
  const table = h("div.full.scroll");
  const lines = new Map(rows.map((row) => [row, line(row, it.occasion.code)]));
  const redraw = () => keeping(table, () => fill(table, chosen(rows, where, redraw, lines),
    onPaper(it.asOf, to.matrix(it.occasion.code, { ...Object.fromEntries(where.query), ...readAt(it.asOf) }))));
  fill(main, h("h1.full", null, `${t("matrix")}: `, h("a", { href: to.board(it.occasion.code) }, it.occasion.name)),
    h("p.full.soft", null, `${longMoment(it.asOf.effectiveAt)} · ${t("rule")} ${it.ruleVersion} · `, light(it.light, lightOf(it.light, it.score)), ` ${t("ready_short", { score: number(it.score), ceiling: number(it.ceiling) })} `,
      h("button.button", { type: "button", click: () => print() }, t("print"))),
    h("details.full", { open: matchMedia("(min-width: 48rem)").matches || FILTERS.some(([name]) => where.query.has(name)) },
      h("summary", null, t("narrow")), h("div.filters", null, FILTERS.map((filter) => choice(filter, rows, where, redraw)), sorting(where, redraw))), table);
  redraw();
  return `${t("matrix")}: ${it.occasion.name}`;
}

/** @param {[string, string, (row: any) => string, (row: any) => string]} filter @param {any[]} rows @param {import("./addresses.js").Where} where @param {() => void} redraw */
function choice([name, word, value, says], rows, { query }, redraw) {
  const options = new Map(rows.map((row) => [value(row), says(row)]));
  const id = `by-${name}`;
  const pick = (/** @type {Event} */ event) => choose(query, name, /** @type {HTMLSelectElement} */ (event.target).value, redraw);
  return h("div.field", null, h("label", { for: id }, t(word)),
    h("select", { id, change: pick }, h("option", { value: "" }, t("everything")),
      [...options].sort((one, other) => order.compare(one[1], other[1]))
        .map(([key, text]) => h("option", { value: key, selected: query.get(name) === key }, text))));
}

/** The same as the heads of the columns, for who sees cards instead. @param {import("./addresses.js").Where} where @param {() => void} redraw */
function sorting({ query }, redraw) {
  const option = (/** @type {string} */ value, /** @type {string} */ says) => h("option", { value, selected: (query.get("urut") ?? "") === value }, says);
  return h("div.field", null, h("label", { for: "by-order" }, t("order")),
    h("select", { id: "by-order", change: (event) => choose(query, "urut", /** @type {HTMLSelectElement} */ (event.target).value, redraw) },
      option("", t("area")), Object.keys(KEYS).map((name) => [option(name, `${t(name)} ▴`), option(`-${name}`, `${t(name)} ▾`)])));
}

/** The address keeps what was chosen, so that it can be sent on. @param {URLSearchParams} query @param {string} name @param {string} value @param {() => void} redraw */
function choose(query, name, value, redraw) {
  if (value) query.set(name, value);
  else query.delete(name);
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
  dispatchEvent(new Event("readdressed"));
  redraw();
}

/** @param {any[]} rows @param {import("./addresses.js").Where} where @param {() => void} redraw @param {Map<any, HTMLElement>} lines each row's, made once */
function chosen(rows, { query }, redraw, lines) {
  const kept = rows.filter((row) => FILTERS.every(([name, , value]) => !query.get(name) || query.get(name) === value(row)));
  const [by, downwards] = [(query.get("urut") ?? "").replace(/^-/, ""), (query.get("urut") ?? "").startsWith("-")];
  const key = Object.hasOwn(KEYS, by) ? KEYS[by] : null;
  const ordered = key ? [...kept].sort((one, other) => (downwards ? -1 : 1) * compared(key(one), key(other))) : kept;
  /** @param {string} name */
  const head = (name) => h(NUMBERS.includes(name) ? "th.n" : "th", { scope: "col", "aria-sort": name === by ? (downwards ? "descending" : "ascending") : null },
    h("button", { id: `order-${name}`, type: "button", click: () => choose(query, "urut", name === by && !downwards ? `-${name}` : name, redraw) },
      t(name), name === by && h("span", { "aria-hidden": "true" }, downwards ? " ▾" : " ▴")));
  const bodies = key ? [h("tbody", null, ordered.map((row) => lines.get(row)))] : groups(ordered, lines);
  return [h("p.soft", { role: "status" }, t("shown_rows", { shown: ordered.length, total: rows.length }), " ", chosenWords(kept, query)),
    h("table.matrix", null,
      h("colgroup", null, ["wide", "owner", "short", "plain", "plain", "plain", "wide"].map((name) => h(`col.${name}`))),
      h("thead", null, h("tr", null, Object.keys(KEYS).map(head))), bodies)];
}

/** By what the rows were chosen, so that paper says it too. @param {any[]} kept @param {URLSearchParams} query */
const chosenWords = (kept, query) => FILTERS.filter(([name]) => query.get(name))
  .map(([name, word, , says]) => `${t(word)}: ${kept.length ? says(kept[0]) : query.get(name)}.`).join(" ");

/** @param {any[]} rows @param {Map<any, HTMLElement>} lines */
function groups(rows, lines) {
  /** @type {Map<string, any[]>} */
  const byArea = new Map();
  for (const row of rows) {
    const members = byArea.get(row.areaName);
    if (members) members.push(row);
    else byArea.set(row.areaName, [row]);
  }
  return [...byArea].map(([name, members]) => h("tbody", null,
    h("tr.group", null, h("th", { colspan: 7, scope: "rowgroup" }, name)), members.map((row) => lines.get(row))));
}

/** @param {string | number} one @param {string | number} other */
const compared = (one, other) =>
  typeof one === "number" && typeof other === "number" ? one - other : order.compare(String(one), String(other));

/** @param {any} row @param {string} occasion */
function line(row, occasion) {
  const { commitment: it } = row;
  const moved = it.firstDeadline && it.firstDeadline.due !== it.deadline?.due;
  const passedOn = it.firstOwner && it.firstOwner.name !== it.owner?.name;
  const cell = (/** @type {string} */ word, /** @type {import("./dom.js").Child[]} */ ...children) =>
    h(NUMBERS.includes(word) ? "td.n" : "td", { "data-label": t(word) }, h("span", null, ...children));
  const unit = it.indicator?.unit ?? "";
  return h("tr", null,
    h("th", { scope: "row" }, `${it.code} `, h("a", { href: to.commitment(occasion, it.code) }, it.title), it.critical && [" ", h("span.critical", null, t("critical"))]),
    cell("owner", passedOn && [h("del", null, it.firstOwner.name), " "], it.owner?.name ?? t("no_owner")),
    cell("deadline", moved && [h("del", null, day(it.firstDeadline.due)), " "], it.deadline ? day(it.deadline.due) : t("no_deadline")),
    cell("target", it.indicator ? `${number(it.indicator.target)} ${unit}` : t("none_yet")),
    cell("reported", number(it.claimedTotal)), cell("verified", number(it.verifiedTotal)),
    cell("state", light(row.light, row.light ? lightOf(row.light, 100 * row.score) : t(`CommitmentStatus.${it.status}`),
      row.reasons[0] && [h("br"), h("span.soft", null, row.reasons[0].message)])));
}
