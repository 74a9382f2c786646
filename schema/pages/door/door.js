// The door: who comes, with what, and what is theirs once they are in.
import { byId, fill, h } from "../board/dom.js";
import { called, come, forget, gone, leave } from "../board/session.js";
import { language, learn, other, speak, t } from "../board/words.js";
import { address } from "./address.js";
import { catalogue } from "./catalogue.js";
import { own, Refused, ways } from "./acts.js";
import { back, isReturning } from "./back.js";
import { form, notice, wordsOf } from "./form.js";

/**
 * A page of the door.
 * @typedef {object} Page
 * @property {(main: Element, account: any, again: () => Promise<void>) => Promise<string> | string} draw shows it, and says its heading
 */

/** What may be opened by whom: pages of administrators alone. @type {Record<string, () => Promise<Page>>} */
const FOR_ADMINISTRATORS = {
  "/masuk/orang": () => import("./people.js"),
  "/masuk/peran": () => import("./admissions.js"),
};
const main = byId("main");
/** What stood behind the # of a one-time link; it is in no address any more. */
let secret = "";
/** Who is signed in. @type {any} */
let account = null;
/** Whether somebody was, on this page. */
let wasIn = false;

async function show() {
  main.setAttribute("aria-busy", "true");
  try {
    await gone();
    account = secret ? null : await own();
    if (wasIn && !account) forget();
    if (account && called() !== account.name) come({ name: account.name }); // By the provider, or in another tab.
    if (account && isReturning() && isWhole(account)) return location.replace(back());
    fill(main);
    frame();
    const heading = await drawn();
    document.title = `${heading} · Rakor`;
  } catch (error) {
    const words = wordsOf(error);
    if (!words) console.error(error);
    const isUsedUp = secret && error instanceof Refused;
    if (isUsedUp) secret = "";
    fill(main, h("section.entrance", null, h("h1", null, t(isUsedUp ? "link_shut" : "door_shut")), h("div", { role: "alert" }, notice("RED", words || t("page_failed"))),
      form([], t(isUsedUp ? "to_door" : "again"), show, ".primary")));
  }
  main.removeAttribute("aria-busy");
}

/** @returns {Promise<string>} the heading */
async function drawn() {
  if (secret) return (await import("./link.js")).draw(main, secret, entered);
  const why = wasIn && !account ? t("session_over") : "";
  wasIn = Boolean(account);
  if (!account) return (await import("./come.js")).draw(main, await ways(), why, entered);
  const page = FOR_ADMINISTRATORS[location.pathname];
  if (!page) return (await import("./own.js")).draw(main, account, again);
  if (account.openRoles.includes("ADMINISTRATOR")) return (await page()).draw(main, account, again);
  fill(main, h("section.entrance", null, h("h1", null, t("only_administrators")), h("p", null, h("a", { href: "/masuk" }, t("own_account")))));
  return t("only_administrators");
}

/** The same page with what holds now; where one was stays. */
async function again() {
  account = await own();
  if (!account) return show();
  frame();
  await drawn();
  byId("say").textContent = t("done");
}

/** Whether somebody has roles, all open: else there is something to be told first. @param {any} said */
const isWhole = ({ roles, openRoles }) => roles.length > 0 && roles.every((/** @type {string} */ role) => openRoles.includes(role));

/** Somebody is in: on to where they came from, unless there is something to be told first. @param {any} said */
async function entered(said) {
  secret = "";
  const way = back();
  if (way && isWhole(said) && !said.isNew) return location.replace(way);
  await show();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function frame() {
  document.documentElement.lang = language();
  const at = location.pathname;
  const isAdministrator = account?.openRoles.includes("ADMINISTRATOR");
  /** @type {[string, string][]} */
  const links = [[back() || "/", t("to_board")], ...(account ? /** @type {[string, string][]} */ ([["/masuk", t("own_account")]]) : []),
    ...(isAdministrator ? /** @type {[string, string][]} */ ([["/masuk/orang", t("people")], ["/masuk/peran", t("admissions")]]) : [])];
  fill(byId("top"), h("a.brand", { href: "/" }, "Rakor ", h("span", null, t("title"))),
    h("nav", { "aria-label": t("door") }, links.map(([href, word]) => h("a", { href, "aria-current": href === at && "page" }, word))),
    h("div.door", null, account && [h("span", { id: "who" }, account.name), h("button", { type: "button", click: out }, t("sign_out"))],
      h("button", { type: "button", id: "switch", lang: other(), click: switchLanguage },
        h("span.long", null, t("switch")), h("span.short", { "aria-hidden": "true" }, other().toUpperCase()))));
  byId("skip").textContent = t("skip");
}

async function out() {
  const told = await leave();
  account = null;
  wasIn = false;
  fill(main);
  await show();
  main.focus();
  byId("say").textContent = t(told ? "signed_out" : "signed_out_here");
}

async function switchLanguage() {
  speak(other());
  await show();
  byId("switch").focus();
}

/** A one-time link: what opens it leaves the address at once, before anything is sent anywhere. */
function begin() {
  if (address && location.origin !== address) return location.replace(address + location.pathname + location.search + location.hash);
  const given = location.hash.slice(1);
  if (given) {
    secret = given;
    history.replaceState(null, "", location.pathname + location.search);
  }
  return show();
}

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
/** Somebody came or went in another tab. */
async function look() {
  const now = await own().catch(() => account);
  if (now?.person !== account?.person) await show();
}

addEventListener("over", show);
addEventListener("storage", ({ key }) => key === "turn" && !secret && look());
addEventListener("hashchange", () => location.hash && begin());
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // Another may have come, or gone, meanwhile.
learn(catalogue);
speak(language());
begin();
