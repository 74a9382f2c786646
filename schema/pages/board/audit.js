// The auditor's questions, each with its answer and the events behind it, from one request.
import { fill, h } from "./dom.js";
import { to } from "./addresses.js";
import { day, moment, number, span, stayIn, t } from "./words.js";

export const document = "audit";
const DAY = 864e5;

/** @param {import("./addresses.js").Where} where */
export function question(where) {
  const then = where.query.get("t") ?? new Date((Math.floor(Date.now() / DAY) - 3) * DAY).toISOString();
  return { occasion: `occasion:${where.occasion}`, then: { knownAt: then }, known: { effectiveAt: then } };
}

/**
 * A row of an answer: which commitment, in words, and the record behind it.
 * @typedef {{commitment?: any, says: string, position?: number | null, at?: string | null}} Row
 */

/** @param {any} data @returns {[string, Row[] | null][]} each question with its answer; null: sealed */
function answers({ audit, then, known, log }) {
  const say = (/** @type {any} */ one) => `${t(`light.${one.light}`)} ${number(one.score)}`;
  const quoted = (/** @type {string | null} */ text) => (text ? ` “${text}”` : "");
  const behind = (/** @type {any} */ event) => ({ position: event.position, at: event.recordedAt });
  const event = (/** @type {any} */ { node }, /** @type {string} */ more) => ({ commitment: node.commitment, says: `${t(`EventType.${node.type}`)}. ${more}`, ...behind(node) });
  return [
    ["q_known", then && known && say(then) !== say(known) ? [{ says: t("two_knowings", { then: say(then), now: say(known) }) }] : []],
    ["q_deadlines", audit.deadlineChanges.map((/** @type {any} */ row) => ({ commitment: row.commitment, ...behind(row.event),
      says: `${day(row.oldDue)} → ${day(row.newDue)}. ${row.requestedBy?.name ?? ""} → ${row.approvedBy.name}.${row.afterOldDatePassed ? ` ${t("already_past")}.` : ""}${quoted(row.reason)}` }))],
    ["q_owners", audit.ownerChanges.map((/** @type {any} */ row) => ({ commitment: row.commitment, ...behind(row.event), says: `${row.oldOwner.name} → ${row.newOwner.name}.${quoted(row.reason)}` }))],
    ["q_unverified", audit.claimsWithoutVerification.map((/** @type {any} */ row) => ({ commitment: row.commitment, says: "" }))],
    ["q_late", audit.recordedLate.edges.map((/** @type {any} */ edge) => event(edge, t("late", { ago: span(edge.node.lateBySeconds) })))],
    ["q_corrections", audit.corrections.edges.map((/** @type {any} */ edge) => event(edge, edge.node.reason ?? ""))],
    ["q_declared", audit.declarationsVersusComputed.filter((/** @type {any} */ row) => row.declaredLight && row.declaredLight !== row.computedLight).map((/** @type {any} */ row) => ({ ...behind(row.event),
      says: t("declared", { declared: t(`light.${row.declaredLight}`), computed: `${t(`light.${row.computedLight}`)} ${number(row.computedScore)}` }) + quoted(row.statement) }))],
    ["q_unspecified", audit.neverSpecified.map((/** @type {any} */ commitment) => ({ commitment, says: "" }))],
    ["q_withdrawn", audit.withdrawals.map((/** @type {any} */ row) => ({ commitment: row.commitment, ...behind(row.event),
      says: `${t(row.grantedBy ? "granted" : "not_granted")}. ${t("before", { light: t(`light.${row.lightBefore ?? "NONE"}`) })}${row.wasPastDue ? ` ${t("already_past")}.` : ""}${quoted(row.reason)}` }))],
    ["q_day", audit.occasionChanges.map((/** @type {any} */ row) => ({ ...behind(row.event), says: `${day(row.oldDay)} → ${row.newDay ? day(row.newDay) : t("day_open")}.${quoted(row.reason)}` }))],
    ["q_unanswered", audit.unansweredEscalations?.map((/** @type {any} */ row) => ({ commitment: row.commitment, ...behind(row.raisedBy), says: `→ ${row.to.name}.${quoted(row.question)}` })) ?? null],
    ["q_rewritten", log.checkpoint?.witnessed ? [] : [{ says: t("unwitnessed", { size: log.size }) }]],
  ];
}

/** @param {Element} main @param {import("./ask.js").Answer} answer @param {import("./addresses.js").Where} where */
export function draw(main, { data }, where) {
  const { name, code, timeZone } = data.occasion;
  stayIn(timeZone);
  const asked = question(where).then.knownAt;
  const all = answers(data);
  const file = new Blob(["\ufeff", csv(all, asked)], { type: "text/csv;charset=utf-8" });
  fill(main, h("h1.full", null, `${t("audit")}: `, h("a", { href: to.board(code) }, name)),
    h("p.full.soft", null, t("audit_say"), " ", h("button.button", { type: "button", click: () => save(file, `audit-${code}.csv`) }, t("download_csv"))),
    h("ol.full.questions", null, all.map(([key, rows], i) => h("li.card", null,
      h("h2", null, `${i + 1}. ${t(key, { moment: moment(asked) })} `, rows && h("span.badge", null, rows.length)),
      rows === null ? h("p.soft", null, t("sealed")) : rows.length ? h("ul.bars", null, rows.map((row) => h("li", null, line(row, code)))) : h("p.soft", null, t("nothing"))))));
  return `${t("audit")}: ${name}`;
}

/** @param {Row} row @param {string} occasion */
const line = ({ commitment, says, position, at }, occasion) => h("p", null,
  commitment && [h("a", { href: to.commitment(occasion, commitment.code) }, `${commitment.code} ${commitment.title}`), ". "], says,
  position !== null && position !== undefined && h("span.soft", null, " ", at && `${moment(at)} · `, h("a", { href: to.check(position) }, t("record", { position }))));

/** @param {[string, Row[] | null][]} all @param {string} asked */
function csv(all, asked) {
  const rows = all.flatMap(([key, found]) => (found ?? []).map((row) =>
    [t(key, { moment: moment(asked) }), row.commitment?.code ?? "", row.commitment?.title ?? "", row.says, row.position ?? "", row.at ?? ""]));
  return [[t("question"), t("code"), t("commitment"), t("answer"), t("position"), t("recorded_at")], ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

/** What a spreadsheet would compute is kept a text. @param {string | number} value */
function cell(value) {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** @param {Blob} file @param {string} name */
export function save(file, name) {
  const href = URL.createObjectURL(file);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
