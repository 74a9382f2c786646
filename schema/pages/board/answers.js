// What the audit answers, question by question: rows in words, each with the records behind it.
import { details, who } from "./timeline.js";
import { day, number, span, t } from "./words.js";

/**
 * A row of an answer.
 * @typedef {object} Row
 * @property {any} [commitment] which one it is about
 * @property {string} says
 * @property {{position: number, recordedAt: string}[]} behind the records, as they came
 * @property {boolean} [isOpen] whether it waits for somebody; it is then shown whenever it began
 */
/**
 * A question with its answer; rows null: sealed.
 * @typedef {object} Answered
 * @property {string} key
 * @property {Row[] | null} rows
 * @property {boolean} [isCut] whether the log holds more rows than these
 */

/** Sentences one after another. @param {(string | false | null | undefined)[]} parts */
const join = (...parts) => parts.filter(Boolean).map((part) => String(part).replace(/\.$/, "")).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(". ");
const quoted = (/** @type {string | null | undefined} */ text) => (text ? `“${text}”` : "");
const present = (/** @type {any[]} */ ...events) => events.filter(Boolean);
const state = (/** @type {any} */ one) => `${t(`light.${one.light}`)} ${number(one.score)}`;
const measure = (/** @type {any} */ one) => `${number(one.target)} ${one.unit ?? ""}`.trim();
/** What is amended, by the name that the log gives it. @type {Record<string, string>} */
const FIELDS = { title: "field_title", name: "field_title", kind: "field_kind", area: "area", region: "region", parent: "field_parent", weight: "weight",
  critical: "critical", heldOn: "field_day", venue: "field_venue", organiser: "field_organiser", chair: "field_chair" };
const field = (/** @type {string} */ name) => (Object.hasOwn(FIELDS, name) ? t(FIELDS[name]) : name);

/** What changed between two moments. @param {any} data @returns {Answered[]} */
export function changes({ then, now, changed, corrected, audit }) {
  const rows = (/** @type {any[]} */ list, /** @type {(row: any) => string} */ says) =>
    list.map((row) => ({ commitment: row.commitment, says: says(row), behind: present(row.event) }));
  const asked = (/** @type {any} */ row) => row.requestedBy && t("asked_by", { party: row.requestedBy.name });
  return [
    { key: "q_since", rows: then && now ? [{ isOpen: true, says: t("since_then", { then: state(then), now: state(now) }), behind: [] }] : [] },
    { key: "q_changed", ...page(changed) },
    { key: "q_deadlines", rows: rows(audit.deadlineChanges, (row) => join(`${day(row.oldDue)} → ${day(row.newDue)}`, asked(row),
      t("approved_by", { party: row.approvedBy.name }), row.afterOldDatePassed && t("already_past"), quoted(row.reason))) },
    { key: "q_owners", rows: rows(audit.ownerChanges, (row) => join(`${row.oldOwner.name} → ${row.newOwner.name}`, asked(row), quoted(row.reason))) },
    { key: "q_targets", rows: rows(audit.indicatorChanges, (row) => join(`${measure(row.oldIndicator)} → ${measure(row.newIndicator)}`, asked(row), quoted(row.reason))) },
    { key: "q_amended", rows: steps(audit.amendments, (row) => join(row.rakor?.name,
      ...row.amended.map((/** @type {any} */ one) => `${field(one.name)}: ${one.oldValue ?? "–"} → ${one.newValue ?? "–"}`))) },
    { key: "q_withdrawn", rows: steps(audit.withdrawals, () => "") },
    { key: "q_waived", rows: steps(audit.waivers, ({ waiver }) => waiver && join(waiver.region?.name ?? waiver.party?.name, waiver.remainder !== null && number(waiver.remainder))) },
    { key: "q_superseded", rows: steps(audit.supersessions, (row) => `→ ${row.supersededBy.code} ${row.supersededBy.title}`) },
    { key: "q_conditions", rows: steps(audit.conditions, ({ condition }) => condition && join(quoted(condition.text), t(`ConditionState.${condition.state}`))) },
    { key: "q_requests", rows: audit.requests.map((/** @type {any} */ row) => ({ commitment: row.commitment, isOpen: !row.grantedBy,
      says: join(t(`ChangeKind.${row.change}`), t(row.grantedBy ? "granted" : "not_granted"), quoted(row.reason)), behind: present(row.askedBy, row.grantedBy) })) },
    { key: "q_day", rows: rows(audit.occasionChanges, (row) => join(`${row.oldDay ? day(row.oldDay) : t("day_open")} → ${row.newDay ? day(row.newDay) : t("day_open")}`, quoted(row.reason))) },
    { key: "q_corrections", ...page(corrected) },
  ];
}

/** How things stand, and what waits for an answer. @param {any} data @returns {Answered[]} */
export function standing({ then, known, late, audit, log }) {
  const differs = then && known && state(then) !== state(known);
  return [
    { key: "q_unverified", rows: audit.claimsWithoutVerification.map((/** @type {any} */ row) => ({ commitment: row.commitment, says: "", isOpen: true,
      behind: row.reasons.find((/** @type {any} */ one) => one.code === "CLAIMED_UNVERIFIED")?.events ?? [] })) },
    { key: "q_unspecified", rows: audit.neverSpecified.map((/** @type {any} */ row) => ({ commitment: row, says: "", isOpen: true, behind: present(row.history?.edges[0]?.node) })) },
    { key: "q_unanswered", rows: audit.unansweredEscalations?.map((/** @type {any} */ row) =>
      ({ commitment: row.commitment, isOpen: true, says: join(`→ ${row.to.name}`, quoted(row.question)), behind: present(row.raisedBy) })) ?? null },
    { key: "q_stated", rows: audit.statements.map((/** @type {any} */ row) => ({ commitment: row.commitment, isOpen: !row.confirmedBy && !row.deniedBy,
      says: join(row.statedBy?.name, row.value !== null && number(row.value), t(row.confirmedBy ? "confirmed" : row.deniedBy ? "denied" : "unconfirmed"), quoted(row.note)),
      behind: present(row.recordedBy, row.confirmedBy, row.deniedBy) })) },
    { key: "q_differ", rows: audit.discrepancies.edges.map(difference), isCut: audit.discrepancies.pageInfo.hasNextPage },
    { key: "q_declared", rows: audit.declarationsVersusComputed.filter((/** @type {any} */ row) => row.declaredLight !== row.computedLight).map((/** @type {any} */ row) => ({
      says: join(row.by?.party?.name, t("declared", { declared: t(`light.${row.declaredLight ?? "NONE"}`), computed: `${t(`light.${row.computedLight}`)} ${number(row.computedScore)}` }), quoted(row.statement)),
      behind: present(row.event) })) },
    { key: "q_known", rows: differs ? [{ isOpen: true, says: t("two_knowings", { then: state(then), now: state(known) }), behind: [] }] : [] },
    { key: "q_late", ...page(late, true) },
    { key: "q_late_periods", rows: audit.latePeriods.map((/** @type {any} */ row) => ({ commitment: row.commitment,
      says: join(t("period_until", { period: row.period, day: day(row.lastDay) }), row.region?.name ?? row.party?.name), behind: present(row.event) })) },
    { key: "q_rewritten", rows: log.checkpoint?.witnessed ? [] : [{ isOpen: true, says: t("unwitnessed", { size: log.size }), behind: [] }] },
  ];
}

/** What was proposed, granted, or done at once, and how it stood before. @param {any[]} list @param {(row: any) => string | null} says @returns {Row[]} */
const steps = (list, says) => list.map((row) => ({
  commitment: row.commitment, isOpen: !row.grantedBy,
  says: join(says(row), t(row.grantedBy ? "granted" : "not_granted"), t("before", { light: t(`light.${row.lightBefore ?? "NONE"}`) }),
    row.wasPastDue && t("already_past"), quoted(row.reason)),
  behind: present(row.proposedBy, row.grantedBy, row.event).filter((event, i, all) => all.findIndex((one) => one.position === event.position) === i),
}));

/** @param {any} connection of events @param {boolean} [saysLate] */
const page = ({ edges, pageInfo }, saysLate) => ({ rows: edges.map((/** @type {any} */ edge) => happened(edge.node, saysLate)), isCut: pageInfo.hasPreviousPage });

/** @param {any} event @param {boolean} [saysLate] @returns {Row} */
export const happened = (event, saysLate) => ({ commitment: event.commitment, behind: [event],
  says: join(t(`EventType.${event.type}`), details(event), saysLate && t("late", { ago: span(event.lateBySeconds) }), who(event), quoted(event.reason), event.erasedTexts?.length > 0 && t("erased")) });

/** @param {any} edge @returns {Row} */
export const difference = ({ node }) => ({ isOpen: !node.resolvedBy, behind: present(node.notedBy, node.resolvedBy),
  says: join(`${node.subject.slice(node.subject.indexOf("/") + 1)}, ${field(node.field)}`, node.readings?.map(quoted).join(" / "), node.resolvedBy ? join(t("settled"), quoted(node.chosen)) : t("unsettled")) });
