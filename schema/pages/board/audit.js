// The auditor's questions about a stretch of time, each with its answer and the records behind it, from one request.
import { fill, h } from "./dom.js";
import { fresh, Refused, Unreached } from "./ask.js";
import { to } from "./addresses.js";
import { changes, difference, happened, standing } from "./answers.js";
import { inOrder } from "./timeline.js";
import { longMoment, moment, stayIn, t } from "./words.js";

const DAY = 864e5;
const EVER = "1970-01-01T00:00:00.000Z";
const AT_ONCE = 10;
/** Which variable of the question filters the events that answer it. @type {Record<string, string>} */
const PAGES = { q_changed: "changed", q_corrections: "corrected", q_late: "late" };

/** @param {import("./addresses.js").Where} where */
const isStanding = ({ query }) => query.get("lihat") === "keadaan";
/** @param {import("./addresses.js").Where} where */
export const document = (where) => (isStanding(where) ? "standing" : "audit");

/** Midnight on this device, so many days ago. @param {number} days */
function midnight(days) {
  const then = new Date();
  then.setHours(0, 0, 0, 0);
  then.setDate(then.getDate() - days);
  return then.toISOString();
}

/** From when to when; from the last Monday before today, and to now, unless the address says. @param {URLSearchParams} query */
function stretch(query) {
  const said = (/** @type {string} */ name) => (Number.isNaN(Date.parse(query.get(name) ?? "")) ? null : query.get(name));
  const until = said("sampai");
  return { from: said("sejak") ?? midnight(((new Date().getDay() + 5) % 7) + 1), until: until && Date.parse(until) < Date.now() ? until : null };
}

/** @param {import("./addresses.js").Where} where */
export function question(where) {
  const { from, until } = stretch(where.query);
  const occasion = `occasion:${where.occasion}`;
  const asOf = until ? { knownAt: until } : null;
  const changed = { occasion, recordedFrom: from, recordedTo: until };
  const common = { occasion, asOf, then: { knownAt: from } };
  return isStanding(where)
    ? { ...common, known: { ...asOf, effectiveAt: from }, late: { ...changed, lateByMoreThanSeconds: DAY / 1000 } }
    : { ...common, changed, corrected: { ...changed, types: ["REPORT_CORRECTED", "REPORT_RETRACTED"] } };
}

/** @param {Element} main @param {import("./ask.js").Answer} answer @param {import("./addresses.js").Where} where */
export function draw(main, { data, withheld }, where) {
  const { name, code, timeZone } = data.occasion;
  stayIn(timeZone);
  const { from, until } = stretch(where.query);
  const all = (isStanding(where) ? standing : changes)(data).map((one) => within(one, from, until));
  const said = h("p.full", { role: "status" });
  const download = (/** @type {import("./answers.js").Answered[]} */ wanted, /** @type {string} */ file) => () => written(wanted, data, where, file, said);
  const asked = (/** @type {import("./answers.js").Answered} */ one) => t(one.key, { moment: moment(from) });
  const answered = all.filter(({ rows }) => rows === null || rows.length);
  fill(main, h("h1.full", null, `${t("audit")}: `, h("a", { href: to.board(code) }, name)),
    h("nav.full.tabs", { "aria-label": t("audit") }, tab(where, "", "audit_changes"), tab(where, "keadaan", "audit_standing")),
    time(where, from, until),
    h("p.full.soft", null, `${t("audit_say")} ${withheld.length ? t("history_sealed") : ""}`,
      h("button.button", { type: "button", click: download(all, `audit-${code}.csv`) }, t("download_csv"))), said,
    h("ol.full.questions", null, answered.map((one) => h("li.card", { id: one.key }, h("h2", null, asked(one), " ", one.rows && h("span.badge", null, one.rows.length, one.isCut && "+")),
      one.rows === null ? h("p.soft", null, t("sealed")) : [
        listOf(one.rows, code), one.isCut && h("p", null, t("is_cut", { count: one.rows.length })),
        h("p", null, h("button.button", { type: "button", "aria-label": `${t("download_csv")}: ${asked(one)}`, click: download([one], `${one.key}-${code}.csv`) }, "CSV"))]))),
    h("section.full", { "aria-labelledby": "nothing" }, h("h2", { id: "nothing" }, t("found_nothing")),
      h("ul", null, all.filter((one) => !answered.includes(one)).map((one) => h("li", null, asked(one), " ", h("b", null, t("nothing")))))));
  return `${t("audit")}: ${name}`;
}

/** What falls into a stretch of time, and what is open whenever it began; the newest first. @param {import("./answers.js").Answered} one @param {string} from @param {string | null} until */
function within(one, from, until) {
  const [first, last] = [Date.parse(from), until ? Date.parse(until) : Infinity];
  const newest = (/** @type {import("./answers.js").Row} */ row) => Math.max(-1, ...row.behind.map(({ position }) => position));
  const rows = one.rows?.filter(({ isOpen, behind }) => isOpen || behind.some(({ recordedAt }) => Date.parse(recordedAt) >= first && Date.parse(recordedAt) <= last))
    .sort((row, other) => newest(other) - newest(row)) ?? null;
  return { ...one, rows };
}

/** @param {import("./addresses.js").Where} where @param {string} view @param {string} word */
const tab = ({ occasion, query }, view, word) =>
  h("a.button", { href: to.audit(occasion, changed(query, { lihat: view })), "aria-current": (query.get("lihat") ?? "") === view && "page" }, t(word));

/** A query in which some words are others; empty ones are left out. @param {URLSearchParams} query @param {Record<string, string>} others */
const changed = (query, others) =>
  Object.fromEntries(Object.entries({ ...Object.fromEntries(query), ...others }).filter(([, value]) => value));

/** Which stretch of time, and how it is chosen. @param {import("./addresses.js").Where} where @param {string} from @param {string | null} until */
function time({ occasion, query }, from, until) {
  const dated = (/** @type {string | null} */ at) => (at && at !== EVER ? new Date(Date.parse(at) - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10) : "");
  const address = (/** @type {string} */ since, /** @type {string} */ end) => to.audit(occasion, changed(query, { sejak: since, sampai: end }));
  const input = (/** @type {string} */ id, /** @type {string | null} */ at) => /** @type {HTMLInputElement} */ (h("input", { id, type: "date", value: dated(at), max: dated(new Date().toISOString()) }));
  const [since, end, link] = [input("since", from), input("until", until), h("a", { hidden: true })];
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    link.setAttribute("href", address(since.value && new Date(`${since.value}T00:00`).toISOString(), end.value && new Date(`${end.value}T23:59:59.999`).toISOString()));
    link.click();
  };
  const ready = (/** @type {string} */ at, /** @type {string} */ word) => [h("a", { href: address(at, ""), "aria-current": (query.get("sejak") ?? "") === at && !until && "true" }, t(word)), " "];
  return h("section.full", { "aria-label": t("stretch") },
    h("p", null, h("b", null, `${from === EVER ? t("ever") : longMoment(from)} – ${until ? longMoment(until) : t("now")}`)),
    h("form.filters", { submit }, h("div.field", null, h("label", { for: "since" }, t("since")), since),
      h("div.field", null, h("label", { for: "until" }, t("until")), end), h("button.button", { type: "submit" }, t("show")), link),
    h("p.choices", null, ready("", "since_monday"), ready(midnight(30), "since_month"), ready(EVER, "ever")));
}

/** @param {import("./answers.js").Row[]} found @param {string} occasion */
function listOf(found, occasion) {
  const items = found.map((row) => h("li", null, line(row, occasion)));
  return [h("ul.bars", null, items.slice(0, AT_ONCE)),
    items.length > AT_ONCE && h("details", null, h("summary", null, t("more_rows", { count: items.length - AT_ONCE })), h("ul.bars", null, items.slice(AT_ONCE)))];
}

/** @param {import("./answers.js").Row} row @param {string} occasion */
const line = ({ commitment, says, behind }, occasion) => h("p", null,
  commitment && [h("a", { href: to.commitment(occasion, commitment.code) }, `${commitment.code} ${commitment.title}`), ". "], says,
  inOrder(behind).map(({ position, recordedAt }) => h("span.soft.block", null, `${moment(recordedAt)} · `, h("a", { href: to.check(position) }, t("record", { position })))));

/** Put all rows into a file, those too that the screen has no room for. @param {import("./answers.js").Answered[]} wanted @param {any} data @param {import("./addresses.js").Where} where @param {string} name @param {Element} said */
async function written(wanted, data, where, name, said) {
  fill(said, t("computing"));
  try {
    const { from, until } = stretch(where.query);
    const whole = [];
    for (const one of wanted) whole.push(within({ ...one, rows: one.rows && [...one.rows, ...(one.isCut ? await rest(one.key, data, question(where)) : [])] }, from, until));
    save(new Blob(["\ufeff", csv(whole, from)], { type: "text/csv;charset=utf-8" }), name);
    fill(said, t("csv_saved", { name, count: whole.reduce((sum, one) => sum + (one.rows?.length ?? 0), 0) }));
  } catch (error) {
    if (!(error instanceof Unreached || error instanceof Refused)) throw error;
    fill(said, t("csv_failed"));
  }
}

/** The rows of an answer that its first page left out. @param {string} key @param {any} data @param {any} asked */
async function rest(key, data, asked) {
  const found = [];
  if (key in PAGES) for (let page = data[PAGES[key]]; page.pageInfo.hasPreviousPage;) {
    page = (await fresh("earlier", { filter: asked[PAGES[key]], before: page.pageInfo.startCursor })).data.events;
    found.push(...page.edges.map((/** @type {any} */ edge) => happened(edge.node, key === "q_late")));
  }
  else for (let page = data.audit.discrepancies; page.pageInfo.hasNextPage;) {
    const asOf = asked.asOf ?? { position: data.audit.asOf.position };
    page = (await fresh("differences", { occasion: asked.occasion, asOf, after: page.pageInfo.endCursor })).data.audit.discrepancies;
    found.push(...page.edges.map(difference));
  }
  return found;
}

/** @param {import("./answers.js").Answered[]} all @param {string} from */
function csv(all, from) {
  const lines = all.flatMap(({ key, rows: found }) => {
    const answers = found === null ? [{ says: t("sealed"), behind: [] }] : found.length ? found : [{ says: t("nothing"), behind: [] }];
    return answers.map((/** @type {import("./answers.js").Row} */ { commitment, says, behind }) => [t(key, { moment: moment(from) }), commitment?.code ?? "", commitment?.title ?? "", says,
      inOrder(behind).map(({ position }) => position).join("; "), inOrder(behind)[0]?.recordedAt ?? ""]);
  });
  return [[t("question"), t("code"), t("commitment"), t("answer"), t("position"), t("recorded_at")], ...lines].map((row) => row.map(cell).join(",")).join("\r\n");
}

/** What a spreadsheet would compute is kept a text. @param {string} text */
const cell = (text) => `"${(/^[\s"']*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** @param {Blob} file @param {string} name */
export function save(file, name) {
  const href = URL.createObjectURL(file);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
