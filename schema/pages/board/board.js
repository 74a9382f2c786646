// The shell: which screen an address names, the header, the language, the line, and what to say when it fails.
import { byId, fill, h, keeping } from "./dom.js";
import { ask, Failing, Refused, Unreached } from "./ask.js";
import { to, where } from "./addresses.js";
import { asker, called, leave, refused, tidy } from "./session.js";
import { language, longMoment, other, span, speak, t } from "./words.js";

/**
 * @typedef {object} Screen
 * @property {string | ((at: import("./addresses.js").Where) => string)} document which one it asks
 * @property {(at: import("./addresses.js").Where) => Record<string, unknown> | null} question its variables; null: nothing is asked
 * @property {(main: Element, answer: import("./ask.js").Answer, at: import("./addresses.js").Where, go: (href: string) => Promise<void>) => string} draw shows it, and says its heading
 */

/** @type {Record<string, () => Promise<Screen>>} */
const SCREENS = {
  papan: () => import("./home.js"),
  semua: () => import("./occasions.js"),
  janji: () => import("./commitment.js"),
  matriks: () => import("./matrix.js"),
  audit: () => import("./audit.js"),
  periksa: () => import("./check.js"),
};
const EVERY = 30_000;
const EVERY_WHILE_DOWN = 5_000;

const main = byId("main");
/** What is shown: which answer, at which address. @type {{answer: import("./ask.js").Answer | null, address: string}} */
let shown = { answer: null, address: "" };

async function show() {
  const at = where(location);
  const address = location.href;
  main.setAttribute("aria-busy", "true");
  frame(at);
  try {
    const screen = Object.hasOwn(SCREENS, at.screen) ? await SCREENS[at.screen]() : null;
    const asked = screen?.question(at);
    const answer = screen && asked ? await ask(documentOf(screen, at), asked) : null;
    if (address !== location.href) return;
    if (screen) put(screen, answer, at);
    else fill(main, h("h1", null, t("missing")), h("p", null, h("a", { href: to.all() }, t("all_long"))));
  } catch (error) {
    if (address !== location.href) return;
    failed(error);
  }
  main.removeAttribute("aria-busy");
}

/** @param {Screen} screen @param {import("./addresses.js").Where} at */
const documentOf = ({ document: name }, at) => (typeof name === "string" ? name : name(at));

/** @param {Screen} screen @param {import("./ask.js").Answer | null} answer @param {import("./addresses.js").Where} at */
function put(screen, answer, at) {
  shown = { answer, address: location.href };
  isDown = false;
  if (answer) remember(answer.dataset, at.occasion);
  const heading = screen.draw(main, answer ?? /** @type {any} */ ({}), at, go);
  if (answer) present = { asker: asker(), who: answer.isPrivate ? called() || named(answer.data.viewer) : "" };
  door();
  const isDemo = recalled("dataset") !== "LIVE";
  document.title = `${isDemo ? "[DEMO] " : ""}${heading}`;
  const bar = byId("demo");
  bar.hidden = !isDemo;
  bar.textContent = t("demo");
  age();
}

let isDown = false;

/** @param {unknown} error */
function failed(error) {
  const known = error instanceof Refused || error instanceof Unreached;
  if (!known) console.error(error);
  shown = { answer: null, address: location.href };
  door();
  isDown = error instanceof Unreached;
  const [heading, advice] = error instanceof Failing ? ["failing", "failing_do"] : isDown ? ["unreached", "unreached_do"] : ["failed", null];
  fill(main, h("h1", null, t(heading)), advice && h("p", null, t(advice)),
    error instanceof Refused && h("p.soft", null, error.message),
    h("p", null, h("button.button", { type: "button", click: known ? show : () => location.reload() }, t("again")), " ", h("a", { href: to.all() }, t("all_long"))));
  fill(byId("foot"));
}

/** Who was there when it was last answered, and who is named in the header. */
let present = { asker: "", who: "" };
let shownName = "";

/** @param {import("./addresses.js").Where} at */
function frame({ screen, occasion }) {
  const code = occasion || recalled("occasion");
  /** @type {[string, string, string][]} */
  const links = [
    ...(code ? /** @type {[string, string, string][]} */ ([["papan", to.board(code), t("board")], ["matriks", to.matrix(code), t("matrix")], ["audit", to.audit(code), t("audit")]]) : []),
    ["semua", to.all(), t("all")], ["periksa", to.check(), t("check")],
  ];
  fill(byId("top"), h("a.brand", { href: "/" }, "Rakor ", h("span", null, t("title"))),
    h("nav", { "aria-label": t("title") },
      links.map(([name, href, word]) => h("a", { href, "aria-current": name === screen && "page" }, word))),
    h("div.door", null, h("span", { id: "door" }),
      h("button", { type: "button", id: "switch", lang: other(), click: switchLanguage },
        h("span.long", null, t("switch")), h("span.short", { "aria-hidden": "true" }, other().toUpperCase()))));
  door();
  byId("skip").textContent = t("skip");
}

/** Who is signed in, where no name is known. @param {any} viewer */
function named({ party, roles }) {
  const held = roles.filter((/** @type {string} */ role) => role !== "PUBLIC").map((/** @type {string} */ role) => t(`Role.${role}`));
  return [party?.name, ...held].filter(Boolean).join(", ") || t("signed_in");
}

/** Who is here, and the way in or out; why somebody is no longer here is said above whatever is shown all the same. */
function door() {
  const who = present.asker === asker() ? present.who : "";
  const place = byId("door");
  if (!place.firstChild || who !== shownName)
    fill(place, who ? [h("a", { id: "who", href: to.door() }, who), h("button", { type: "button", click: out }, t("sign_out"))] : h("a", { href: to.door() }, t("sign_in")));
  shownName = who;
  const bar = byId("refused");
  bar.hidden = !refused();
  if (refused()) fill(bar, `${t("token_refused")} ${refused()} `, h("a", { href: to.door() }, t("sign_in_again")));
}

/** Nothing that was told to who was signed in stays on the screen. */
async function out() {
  const told = leave();
  shown = { answer: null, address: "" };
  fill(main);
  document.title = t("title");
  await show();
  main.focus();
  say(byId("say"), t(await told ? "signed_out" : "signed_out_here"));
}

async function switchLanguage() {
  speak(other());
  await show();
  byId("switch").focus();
}

/** How old what is shown is, and whether the line is down: said again and again. */
function age() {
  const { answer } = shown;
  const line = byId("line");
  line.hidden = !answer?.kept;
  if (!answer) return fill(byId("foot"));
  const old = span((Date.now() - Date.parse(answer.minute)) / 1000);
  const [why, advice] = answer.isFailing ? ["failing", "failing_do"] : ["offline", "unreached_do"];
  if (answer.kept) say(line, `${t(why)} ${t("kept_state", { moment: longMoment(answer.minute), ago: old })} ${t(advice)}`);
  fill(byId("foot"), h("p", null, t("as_of", { moment: longMoment(answer.minute), ago: old, position: answer.position })),
    h("p", null, h("a", { href: to.check(answer.position) }, t("check_last")), " · ", h("a", { href: "/graphql" }, "GraphQL")));
}

/** A status is spoken when it changes, so it changes only when its words do. @param {Element} element @param {string} text */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Ask again; draw anew only where something is different. */
async function look() {
  const at = where(location);
  if (document.hidden || !shown.answer || at.query.has("t") || shown.address !== location.href) return age();
  const screen = await SCREENS[at.screen]();
  const before = shown.answer;
  try {
    const answer = await ask(documentOf(screen, at), screen.question(at) ?? {});
    if (shown.answer !== before || shown.address !== location.href) return;
    if (bare(answer) === bare(before)) shown = { ...shown, answer };
    else {
      keeping(main, () => put(screen, answer, at));
      say(byId("say"), t("updated"));
    }
    if (before.kept && !answer.kept) say(byId("say"), t("line_back"));
  } catch (error) {
    if (!(error instanceof Unreached || error instanceof Refused)) throw error;
    shown = { ...shown, answer: { ...before, kept: true, isFailing: error instanceof Failing } };
  }
  age();
}

/** An answer without the minute at which it was read. @param {import("./ask.js").Answer} answer */
const bare = (answer) => JSON.stringify(answer.data, (key, value) => (key === "asOf" ? undefined : value));

/** @param {string} dataset @param {string} occasion */
function remember(dataset, occasion) {
  try {
    localStorage.setItem("dataset", dataset);
    if (occasion) localStorage.setItem("occasion", occasion);
  } catch {
    // Where nothing may be kept, the menu names no occasion until one is shown.
  }
}

/** @param {string} key */
function recalled(key) {
  try { return localStorage.getItem(key) ?? ""; } catch { return ""; }
}

/** @param {string} href */
async function go(href) {
  history.pushState({ from: location.href }, "", href);
  await show();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
  say(byId("say"), document.title);
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download")) return;
  if (link.id === "skip") {
    event.preventDefault();
    main.focus();
  } else if (link.pathname === "/masuk") link.href = to.door();
  else if (link.origin === location.origin && Object.hasOwn(SCREENS, where(link).screen)) {
    event.preventDefault();
    go(link.href);
  }
});
addEventListener("popstate", show);
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // Another may have signed in, or out, meanwhile.
addEventListener("storage", ({ key }) => {
  if (key !== "turn") return; // Somebody came or went in another tab.
  tidy();
  show();
});
addEventListener("readdressed", () => { shown.address = location.href; });
const again = () => (isDown ? show() : look());
addEventListener("online", again);
addEventListener("offline", look);
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY);
setInterval(() => (isDown || shown.answer?.kept) && !document.hidden && again(), EVERY_WHILE_DOWN);

async function keepShell() {
  if (!("serviceWorker" in navigator)) return;
  /** @type {any} */
  const types = /** @type {any} */ (window).trustedTypes;
  const policy = types?.createPolicy("worker", { createScriptURL: () => "/worker.js" });
  await navigator.serviceWorker.register(policy ? policy.createScriptURL("") : "/worker.js");
}

if (location.pathname === "/") history.replaceState(null, "", recalled("occasion") ? to.board(recalled("occasion")) : to.all());
speak(language());
show();
keepShell().catch((error) => console.warn(error));
