// One commitment: what was said, who answers for it, how far it is, what happened.
import { fill, h } from "./dom.js";
import { readPoint, to } from "./addresses.js";
import { bar, light } from "./pictures.js";
import { token } from "./session.js";
import { details, inOrder, who } from "./timeline.js";
import { day, moment, number, span, stayIn, t } from "./words.js";

export const document = "commitment";

/** @param {import("./addresses.js").Where} where */
export const question = (where) => ({
  id: `commitment:${where.occasion}/${where.code}`, asOf: readPoint(where), before: where.query.get("sebelum"), after: where.query.get("sesudah"),
});

const GOOD = ["FULFILMENT_VERIFIED", "PROGRESS_VERIFIED", "OBSTACLE_RESOLVED"];
const BAD = ["CLAIM_REJECTED", "OBSTACLE_RAISED", "REPORT_RETRACTED"];
const MOVED = ["DEADLINE_RESCHEDULED", "COMMITMENT_REASSIGNED", "INDICATOR_REVISED", "REPORT_CORRECTED", "COMMITMENT_WITHDRAWN", "REMAINDER_WAIVED"];

/** @param {any} connection @returns {any[]} */
const nodes = (connection) => connection?.edges.map((/** @type {any} */ edge) => edge.node) ?? [];

/** @param {Element} main @param {import("./ask.js").Answer} answer @param {import("./addresses.js").Where} where */
export function draw(main, { data, withheld }, where) {
  const it = data.commitment;
  const events = inOrder(nodes(it.history));
  const at = (/** @type {Record<string, string>} */ page) => to.commitment(it.occasion.code, it.code, { ...Object.fromEntries(where.query), ...page });
  stayIn(it.occasion.timeZone);
  const isSealed = withheld.includes("Commitment.verbatim");
  const titled = (/** @type {string} */ id, /** @type {import("./dom.js").Child[]} */ ...children) =>
    h("section", { "aria-labelledby": id }, h("h2", { id }, t(id)), ...children);
  fill(main,
    h("p.full", null, h("a", { href: to.board(it.occasion.code) }, `← ${it.occasion.name}`)),
    h(`section.state.full.${it.readiness?.light ?? "NONE"}`, null,
      h("p.soft", null, `${it.code} · ${it.area.name} · `, h("b", null, t(`CommitmentStatus.${it.status}`)), it.critical && [" ", h("b.critical", null, t("critical"))]),
      h("h1", null, it.title),
      h("p.because", null, light(it.readiness?.light, h("b", null, t(`light.${it.readiness?.light ?? "NONE"}`)))),
      h("ul", null, (it.readiness?.reasons ?? []).map((/** @type {any} */ reason) =>
        h("li", null, `${reason.message}. `, h("span.act", null, t(`do.${reason.code}`)))))),
    h("section.full", { "aria-label": `${t("owner")}, ${t("deadline")}` }, facts(it, nodes(it.moves))),
    h("div.side.left", null,
      titled("progress", progress(it)),
      titled("promise", promise(it, isSealed, nodes(it.moves).some((event) => event.erasedTexts?.includes("/verbatim")))),
      titled("history", isSealed && h("p.soft", null, t("history_sealed")),
        where.query.has("sebelum") && h("p", null, h("a", { href: to.commitment(it.occasion.code, it.code) }, t("newest"))),
        it.history?.pageInfo.hasPreviousPage && h("p", null, `${t("older_exist", { count: events.length })} `, h("a", { href: at({ sebelum: it.history.pageInfo.startCursor }) }, t("older"))),
        h("ol.history", null, events.map((event) => entry(event, it.indicator?.unit ?? ""))))),
    h("div.side.right", null,
      titled("obstacles", list(it.obstacles, t("none_open"), (one) => [h("b", null, t(`Severity.${one.severity}`)), ` ${one.text ?? t("sealed")} `, h("span.soft", null, moment(one.raisedBy.recordedAt))])),
      titled("statements", list(it.statements, t("nothing"), (one) => [h("b", null, one.statedBy?.name ?? ""), `: ${number(one.value)} ${it.indicator?.unit ?? ""}${one.note ? `, “${one.note}”` : ""} `,
        h("span.soft", null, t(one.confirmedBy ? "confirmed" : one.deniedBy ? "denied" : "unconfirmed"))])),
      titled("requests", list(it.requests, t("nothing"), (one) => [h("b", null, t(`ChangeKind.${one.change}`)), one.reason ? `: “${one.reason}” ` : " ",
        h("span.soft", null, one.grantedBy ? t("granted") : t("asked", { moment: moment(one.askedBy.recordedAt) }))])),
      titled("evidence", list(it.evidence && nodes(it.evidence), t("no_evidence"), (one) => [
        one.url && !token() ? h("a", { href: one.url }, one.thumbnailUrl && h("img", { src: one.thumbnailUrl, alt: "", width: 96 }), one.title ?? one.mediaType) : h("b", null, one.title ?? one.mediaType), h("span.soft", null, ` ${one.mediaType ?? ""} · ${moment(one.attachedBy.recordedAt)} `), one.sha256 && h("span.hash", null, one.sha256)]),
        it.evidence?.pageInfo.hasNextPage && h("p", null, `${t("shown_of", { shown: it.evidence.edges.length, total: it.evidence.totalCount })} `, h("a", { href: at({ sesudah: it.evidence.pageInfo.endCursor }) }, t("older"))))));
  return `${it.code} ${it.title}`;
}

/** @param {any[] | null} rows null: sealed @param {string} none @param {(row: any) => import("./dom.js").Child[]} says */
function list(rows, none, says) {
  if (!rows) return h("p.soft", null, t("sealed"));
  return rows.length ? h("ul.bars", null, rows.map((row) => h("li", null, h("p", null, ...says(row))))) : h("p", null, none);
}

/** First and current side by side, and who moved it and why. @param {any} it @param {any[]} events */
function facts(it, events) {
  const pair = (/** @type {any} */ first, /** @type {any} */ now, /** @type {string} */ none) =>
    !now ? none : !first || first === now ? now : [h("del", null, first), " → ", now];
  const moves = (/** @type {string} */ type, /** @type {(event: any) => string} */ says, differs = false) => {
    const found = events.filter((event) => event.type === type);
    if (!found.length) return h("small", null, t(differs ? "moved_along" : "unchanged"));
    return found.map((event) => h("small", null, `${says(event)} · ${moment(event.recordedAt)}`,
      event.actor?.party && ` · ${event.actor.party.name}`, event.reason && `: “${event.reason}”`));
  };
  const quantity = (/** @type {any} */ one) => one && `${number(one.target)} ${one.unit ?? ""}`;
  return h("dl.facts", null,
    h("div", null, h("dt", null, t("owner")), h("dd", null, pair(it.firstOwner?.name, it.owner?.name, t("no_owner")),
      it.owner && moves("COMMITMENT_REASSIGNED", (event) => `${event.oldOwner.name} → ${event.newOwner.name}`))),
    h("div", null, h("dt", null, t("deadline")), h("dd", null, pair(day(it.firstDeadline?.due), day(it.deadline?.due), t("no_deadline")),
      it.deadline && [h("small", null, t(`DeadlineBasis.${it.deadline.basis}`)), moves("DEADLINE_RESCHEDULED", (event) => `${day(event.oldDue)} → ${day(event.newDue)}`, it.firstDeadline.due !== it.deadline.due)])),
    h("div", null, h("dt", null, t("target")), h("dd", null, pair(quantity(it.firstIndicator), quantity(it.indicator), t("none_yet")),
      it.indicator && h("small", null, it.indicator.name))),
    h("div", null, h("dt", null, t("weight")), h("dd", null, number(it.weight))));
}

/** @param {any} it */
function progress(it) {
  if (!it.indicator) return h("p", null, t("no_measure"));
  const unit = it.indicator.unit ?? "";
  const now = it.readiness;
  const share = (/** @type {number | null | undefined} */ part) => (part === null || part === undefined ? null : 100 * part);
  const figures = { verified: share(now?.verified), score: share(now?.claimed), planned: share(now?.planned) };
  const says = t("done_of", { verified: number(it.verifiedTotal ?? 0), claimed: number(it.claimedTotal ?? 0), target: number(it.indicator.target), unit });
  const part = (/** @type {any} */ one) => h("li", null, h("b", null, one.region?.name ?? one.party?.name ?? ""),
    bar({ verified: (100 * (one.verified ?? 0)) / one.target, score: (100 * (one.claimed ?? 0)) / one.target }, `${number(one.claimed ?? 0)} / ${number(one.target)} ${one.unit}`),
    h("span", null, `${number(one.claimed ?? 0)}/${number(one.target)} `, light(one.light)));
  return [h("p.lead", null, says), now && h("div.big-bar.low", null, bar(figures, says)),
    figures.planned !== null && h("p.soft", null, `${t("planned")} ${number(figures.planned, 0)} %`),
    it.regions === null ? h("p.soft", null, t("regions_sealed")) : h("ul.parts", null, it.regions.map(part))];
}

/** @param {any} it @param {boolean} isSealed @param {boolean} isErased */
function promise(it, isSealed, isErased) {
  return [it.verbatim ? h("blockquote", { lang: "id" }, it.verbatim) : h("p", null, t(isErased ? "verbatim_erased" : isSealed ? "verbatim_sealed" : "verbatim_none")),
    h("p.soft", null, t("promised_by"), " ", h("b", null, it.committedBy.map((/** @type {any} */ party) => party.name).join(", ")), `, ${it.rakor.name}, ${it.rakor.heldOn.verbatim}.`),
    h("p.soft", null, it.sources.map((/** @type {any} */ source) => `${source.code}, ${source.title}${source.held ? "" : ` (${t("not_held")})`}. `)),
    it.supersededBy && h("p", null, t("superseded_by"), " ", h("a", { href: to.commitment(it.occasion.code, it.supersededBy.code) }, it.supersededBy.title)),
    it.dependencies.length > 0 && h("p", null, t("depends_on"), " ", it.dependencies.map((/** @type {any} */ one) => [h("a", { href: to.commitment(it.occasion.code, one.code) }, one.title), " "]))];
}

/** @param {any} event @param {string} unit */
function entry(event, unit) {
  const kind = GOOD.includes(event.type) ? ".verdict-good" : BAD.includes(event.type) ? ".verdict-bad" : MOVED.includes(event.type) ? ".moved" : "";
  const more = details(event, unit);
  const said = event.reason ?? event.note ?? event.statement ?? event.text ?? event.how ?? event.question ?? event.decision;
  return h(`li${kind}`, null, h("b", null, t(`EventType.${event.type}`)), more && `: ${more}`,
    event.correctedBy && h("i", null, ` (${t("corrected", { position: event.correctedBy.position })})`),
    said && h("q", null, said), event.erasedTexts?.length > 0 && h("i.soft", null, t("erased")),
    h("span.soft", null, h("time", { datetime: event.recordedAt }, moment(event.recordedAt)), who(event) && ` · ${who(event)}`,
      event.lateBySeconds > 3600 && [" · ", h("span.late", null, t("happened", { moment: moment(event.occurredAt), ago: span(event.lateBySeconds) }))],
      " · ", h("a", { href: to.check(event.position) }, t("record", { position: event.position }))));
}
