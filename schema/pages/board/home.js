// The board of one occasion: what holds now, why, and what needs action.
import { fill, h, rich } from "./dom.js";
import { readPoint, to } from "./addresses.js";
import { bar, bigBar, DONE, journey, lamp, legend, light, lightOf, spoken, squares } from "./pictures.js";
import { onPaper, readAt } from "./paper.js";
import { day, longDay, longMoment, lower, moment, number, span, stayIn, t } from "./words.js";

export const document = "home";
const DAY = 864e5;

/** @param {import("./addresses.js").Where} where */
export function question(where) {
  const asked = where.query.get("t");
  const isThen = where.query.get("tahu") !== "kini";
  const today = Math.floor(Date.now() / DAY) * DAY;
  return {
    occasion: `occasion:${where.occasion}`,
    asOf: readPoint(where),
    beside: asked ? (isThen ? { effectiveAt: asked } : { knownAt: asked }) : null,
    travels: Boolean(asked),
    known: isThen ? asked : null,
    from: new Date(today - 28 * DAY).toISOString(),
    to: new Date(today).toISOString(),
    until: new Date(today + 10 * DAY).toISOString(),
  };
}

/** @param {Element} main @param {import("./ask.js").Answer} answer @param {import("./addresses.js").Where} where */
export function draw(main, { data }, where) {
  const it = data.readiness;
  const occasion = it.occasion.code;
  stayIn(it.occasion.timeZone);
  fill(main,
    where.query.get("t") && travelling(it, data.beside, where),
    h("h1.name", null, it.occasion.name),
    h(`section.state.${it.light}`, { "aria-labelledby": "state" },
      h("h2.hide", { id: "state" }, t("state")),
      h("p.verdict", null, lamp(it.light), h("strong", null, t(`light.${it.light}`))),
      h("p.because", null, why(it))),
    countdown(it),
    h("section.ready", { "aria-labelledby": "ready" },
      h("h2", { id: "ready" }, t("how_ready")),
      h("p.lead", null, rich(t("ready", { score: number(it.score), ceiling: number(it.ceiling) })), " ",
        rich(t("planned_now", { planned: number(it.planned) })), " ", it.planned > it.ceiling && t("beyond_reach")),
      bigBar(it, spoken(it)), legend(it)),
    h("section.todo", { "aria-labelledby": "todo" }, h("h2", { id: "todo" }, t("to_do")), todo(it)),
    h("div.side", null,
      h("section.areas", { "aria-labelledby": "areas" }, h("h2", { id: "areas" }, t("areas")), areas(it)),
      h("section.regions", { "aria-labelledby": "regions" }, h("h2", { id: "regions" }, t("regions")), regions(it.regions))),
    h("section.over-time", { "aria-labelledby": "over-time" }, h("h2", { id: "over-time" }, t("journey")),
      travel(data, it, where)),
    h("p.read-point", null, lastEvent(it, data.events), " ", t("rule"), ` ${it.ruleVersion}. `,
      h("a", { href: to.matrix(occasion) }, t("matrix"))),
    onPaper(it.asOf, to.board(occasion, readAt(it.asOf))));
  return it.occasion.name;
}

/** @param {any} it */
function why(it) {
  if (it.light === "GREY" && !it.reasons.some((/** @type {any} */ one) => one.code !== "NOT_ASSESSABLE")) return t("why_grey");
  if (it.light === "GREEN" && !it.reasons.length) return it.score < DONE ? lightOf(it.light, it.score) : t("why_green");
  const rows = it.commitments.filter((/** @type {any} */ row) => row.commitment.code === it.reasons[0]?.commitment?.code);
  if (!rows.length) return t(`light.${it.light}`);
  const [{ commitment, reasons }] = rows;
  return [it.light === "GREEN" && it.score < DONE && `${lightOf(it.light, it.score)} `,
    h("a", { href: to.commitment(it.occasion.code, commitment.code) }, commitment.title), ": ", lower(reasons[0].message), ". ",
    it.light === "RED" && commitment.critical && h("span.soft", null, t("why_critical")),
    it.reasons.length > 1 && h("a.quiet", { href: to.matrix(it.occasion.code) }, t("more_reasons", { count: it.reasons.length - 1 }))];
}

/** @param {any} it */
function countdown({ daysLeft, occasion }) {
  if (daysLeft === null) return h("p.sign", null, h("span.count", null, "H?"), h("span", null, t("day_open")));
  const left = daysLeft > 0 ? t("days_left", { count: daysLeft }) : daysLeft === 0 ? t("today") : t("days_ago", { count: -daysLeft });
  const sign = daysLeft > 0 ? `−${daysLeft}` : daysLeft < 0 ? `+${-daysLeft}` : "";
  return h("p.sign", null, h("span.count", null, `H${sign}`),
    h("span", null, longDay(occasion.day), h("br"), h("b", null, left),
      occasion.firstDay !== occasion.day && [h("br"), t("first_day", { day: day(occasion.firstDay) })]));
}

/** @param {any} it */
function todo(it) {
  const byCode = new Map(it.commitments.map((/** @type {any} */ row) => [row.commitment.code, row]));
  const found = (/** @type {any[]} */ list) => list.map((row) => byCode.get(row.commitment.code)).filter(Boolean).sort(byDue);
  /** @type {[string, any[], string | null][]} */
  const groups = [
    [t("overdue"), found(it.overdue), "OVERDUE"], [t("blocked"), found(it.blocked), "OBSTACLE_OPEN"],
    [t("claimed_unverified"), found(it.claimedUnverified), "CLAIMED_UNVERIFIED"], [t("due_soon"), found(it.dueSoon ?? []), null],
    [t("not_reported"), silent(it, byCode), "MISSED_PERIODS"],
    [t("unassessable"), found(it.unassessable), "NOT_ASSESSABLE"],
    [t("waiting"), (it.openEscalations ?? []).map((/** @type {any} */ one) => ({
      ...byCode.get(one.commitment.code), since: one.raisedBy.recordedAt, says: `${one.question ?? ""} → ${one.to.name}` })), null],
    [t("withdrawn"), it.withdrawn, "WITHDRAWN"],
  ];
  const today = it.asOf.effectiveAt.slice(0, 10);
  const empty = groups.filter(([, rows]) => !rows.length).map(([word]) => word);
  return [
    groups.filter(([, rows]) => rows.length).map(([word, rows, reason]) => [
      h("h3", null, word, " ", h("span.badge", null, rows.length)),
      h("ul.board", null, rows.map((row) => boardRow(row, reason, it.occasion.code, today)))]),
    empty.length > 0 && h("p.soft", null, t("none_of"), " ", empty.join("; ").toLowerCase(), "."),
    it.openEscalations === null && h("p.soft", null, t("questions_sealed"))];
}

/** Duties of which parts are silent, each once, with its parts where they are shown. @param {any} it @param {Map<string, any>} byCode */
function silent(it, byCode) {
  /** @type {Map<string, string[]>} */
  const parts = new Map();
  for (const { commitment, region, party } of it.notReported)
    parts.set(commitment.code, [...(parts.get(commitment.code) ?? []), region?.name ?? party?.name].filter(Boolean));
  return [...parts].filter(([code]) => byCode.has(code))
    .map(([code, names]) => ({ ...byCode.get(code), says: names.length ? names.join(", ") : undefined }));
}

/** @param {any} one @param {any} other */
const byDue = (one, other) => (one.commitment.deadline?.due ?? "9").localeCompare(other.commitment.deadline?.due ?? "9");

/** @param {any} row @param {string | null} wanted @param {string} occasion @param {string} today */
function boardRow({ commitment, light: lit, reasons, says, since }, wanted, occasion, today) {
  const due = commitment.deadline?.due;
  const left = due && (Date.parse(due) - Date.parse(today)) / DAY;
  const reason = reasons.find((/** @type {any} */ { code }) => code === wanted) ?? reasons[0];
  return h("li", null,
    h("span.when", null, since ? day(since.slice(0, 10)) : due ? h("time", { datetime: due }, day(due)) : t("no_deadline"),
      !since && (left === 0 || left === 1) && h("small", null, t(left ? "tomorrow" : "today")),
      commitment.critical && [" ", h("b.critical", null, t("critical"))]),
    h("a.what", { href: to.commitment(occasion, commitment.code) }, commitment.title),
    h("span.who", null, commitment.owner?.name ?? t("no_owner")),
    h("span.says", null, light(lit, says ?? reason?.message ?? t(`light.${lit ?? "NONE"}`)),
      reason && wanted && h("span.act", null, t(`do.${reason.code}`))));
}

/** @param {any} it */
const areas = (it) => h("ul.bars", null, it.areas.map((/** @type {any} */ row) =>
  h("li", null, h("a", { href: to.matrix(it.occasion.code, { bidang: row.area.code }) },
    h("span.line", null, h("b", null, row.area.name), " ", h("span.value", null, number(row.score))),
    bar(row, spoken({ verified: row.verified, score: row.score, ceiling: row.ceiling })),
    h("span.line", null, light(row.light, row.topReason?.code === "NOT_STARTED" ? t("not_started") : lightOf(row.light, row.score)),
      row.topReason && h("span.soft", null, row.topReason.message))))));

/** @param {any[] | null} list */
function regions(list) {
  if (!list) return h("p.soft", null, t("regions_sealed"));
  if (!list.length) return h("p.soft", null, t("regions_none"));
  return [h("ul.tiles", null, list.map((row) => h(`li.${row.light}`, null, h("b", null, row.region.name), light(row.light),
    h("span.line", null, squares(row.figures),
      h("span.soft", null, `${row.figures.filter((/** @type {any} */ one) => one.claimed > 0).length}/${row.figures.length}`))))),
  h("p.soft", null, t("squares"))];
}

/** @param {any} it @param {any} events */
function lastEvent(it, events) {
  const last = events?.edges[0]?.node;
  if (!last) return null;
  const age = (Date.parse(it.asOf.effectiveAt) - Date.parse(last.recordedAt)) / 1000;
  return t("last_event", { moment: moment(last.recordedAt), position: last.position, ago: span(age) });
}

/** @param {any} it @param {any} beside @param {import("./addresses.js").Where} where */
function travelling(it, beside, { query, occasion }) {
  const asked = query.get("t") ?? "";
  const known = query.get("tahu") === "kini" ? "kini" : "dulu";
  const choice = (/** @type {string} */ way, /** @type {string} */ word) =>
    h("a", { href: to.board(occasion, { t: asked, tahu: way }), "aria-current": known === way && "true" }, word);
  const differs = beside && (beside.light !== it.light || beside.score !== it.score);
  const [then, now] = known === "dulu" ? [it, beside] : [beside, it];
  const say = (/** @type {any} */ one) => `${t(`light.${one.light}`)}, ${number(one.score)}`;
  return h("aside.travelling", null,
    h("p", null, t("past"), " ", h("b", null, longMoment(asked)), ". ",
      differs ? t("two_knowings", { then: say(then), now: say(now) }) : t("one_knowing")),
    h("nav", { "aria-label": t("past") }, choice("dulu", t("known_then")), choice("kini", t("known_now")),
      h("a", { href: to.board(occasion) }, t("back"))));
}

/** The line over the days and its slider: read while sliding, opened on demand. @param {any} data @param {any} it @param {import("./addresses.js").Where} where */
function travel({ then, known }, it, where) {
  const travels = where.query.get("t");
  const points = (then ?? []).map((/** @type {any} */ point) => ({ ...point, at: point.asOf.knownAt }));
  if (!travels) points.push({ at: it.asOf.effectiveAt, light: it.light, score: it.score, ceiling: it.ceiling });
  if (points.length < 2) return h("p.soft", null, t("no_journey"));
  const last = points.length - 1;
  const wanted = points.findIndex((/** @type {any} */ point) => travels && Date.parse(point.at) >= Date.parse(travels));
  const now = (known ?? []).map((/** @type {any} */ point) => ({ ...point, at: point.asOf.effectiveAt }));
  const past = now.filter((/** @type {any} */ { at }) => Date.parse(at) <= Date.parse(points[last].at));
  const otherwise = differing(points, past);
  const rest = travels ? [] : remaining(now, points[last].at, it.occasion.day);
  const steps = [...points, ...rest];
  const picture = h("div");
  const readout = h("output.readout", { for: "slide" });
  const slide = /** @type {HTMLInputElement} */ (h("input", { id: "slide", type: "range", min: 0, max: steps.length - 1, value: wanted < 0 ? last : wanted, input: show }));
  const says = (/** @type {any} */ one) => `${t(`light.${one.light}`)}, ${number(one.score)}`;
  function show() {
    const i = Number(slide.value);
    const point = steps[i];
    const other = otherwise.get(Date.parse(point.at));
    const said = other ? t("two_knowings", { then: says(point), now: says(other) }) : i > last ? `${says(point)}, ${t("line_ahead")}` : says(point);
    slide.setAttribute("aria-valuetext", `${moment(point.at)}: ${said}`);
    fill(picture, journey(points, otherwise.size ? past : [], rest.length ? steps.slice(last) : [], point.at));
    fill(readout, h("b", null, moment(point.at)), h("span", null, light(point.light, said)),
      (i < last || (travels && i === last)) && h("a.button", { href: to.board(where.occasion, { t: point.at, tahu: "dulu" }) }, t("see_day")));
  }
  show();
  return [h("p.soft", null, h("label", { for: "slide" }, t("journey_say"))), picture, slide, readout];
}

/** What is now known of a moment, by moment, where that is not what was known then. @param {any[]} points @param {any[]} known */
function differing(points, known) {
  const then = new Map(points.map((point) => [Date.parse(point.at), point]));
  const found = known.map((point) => /** @type {[number, any]} */ ([Date.parse(point.at), point]));
  return new Map(found.filter(([at, { light: lit, score }]) => then.has(at) && (then.get(at).score !== score || then.get(at).light !== lit)));
}

/** What follows now, to the end of the day that it is all for. @param {any[]} known @param {string} now @param {string | null} until */
function remaining(known, now, until) {
  const end = until ? Date.parse(until) + DAY : Infinity;
  return known.filter(({ at }) => Date.parse(at) > Date.parse(now) && Date.parse(at) <= end);
}
