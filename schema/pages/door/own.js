// One's own account: which roles are open and why others are not, keys, programs, and where one is signed in.
import { fill, h, keeping } from "../board/dom.js";
import { longMoment, t } from "../board/words.js";
import { act, confirmed } from "./acts.js";
import { back } from "./back.js";
import { choices, field, form, notice, once } from "./form.js";
import { barred, made, proposedLabel } from "./passkey.js";
import { privacy } from "./privacy.js";
import { grouped } from "./signed.js";
import { OF_PROGRAMS, optionsOf, partyOf, roleOf, rolesOf } from "./roles.js";

/** @typedef {() => Promise<void>} Again */
/** A token that was just made: shown until the page is left. @type {{token: string, until: string} | null} */
let newToken = null;

/** @param {Element} main @param {any} account @param {Again} again */
export function draw(main, account, again) {
  keeping(main, () => fill(main,
    h("section.full", null, h("h1", null, account.name), h("p", null, partyOf(account.party), ". ", t(`by.${account.means}`)),
      account.recoveredAt && notice("YELLOW", t("recovered", { moment: longMoment(account.recoveredAt) })),
      account.shouldAddPasskey && notice("YELLOW", t("add_second")),
      h("p", null, h("a.button.primary", { href: back() || "/" }, t(back() ? "go_on" : "to_the_board")))),
    h("div.side.left", null,
      h("section", { "aria-labelledby": "roles" }, h("h2", { id: "roles" }, t("roles")), roles(account)),
      h("section", { "aria-labelledby": "keys" }, h("h2", { id: "keys" }, t("passkeys")), passkeys(account, again))),
    h("div.side.right", null,
      h("section", { "aria-labelledby": "sessions" }, h("h2", { id: "sessions" }, t("sessions")), sessions(account, again)),
      h("section", { "aria-labelledby": "programs" }, h("h2", { id: "programs" }, t("programs")), programs(account, again)),
      h("section", null, privacy()))));
  return account.name;
}

/** @param {any} account */
function roles({ roles: held, openRoles, closedRoles }) {
  if (!held.length) return h("p", null, t("no_roles_say"));
  const why = new Map(closedRoles?.map((/** @type {any} */ one) => [one.role, one.why]));
  return h("ul.bars", null, held.map((/** @type {string} */ role) => h("li", null, h("p.line", null, h("b", null, roleOf(role)),
    openRoles.includes(role) ? h("span", null, t("role_open")) : h("span", null, t("role_closed"))),
  !openRoles.includes(role) && h("p.soft", null, t(`closed.${why.get(role) ?? "NOT_ADMITTED"}`)))));
}

/** @param {any} account @param {Again} again */
function passkeys({ passkeys: keys, means }, again) {
  if (!keys.length) return h("p", null, t(means === "PASSWORD" ? "no_keys_password" : "no_keys_provider"));
  const label = field("key-label", t("device_name"), { value: proposedLabel(), autocomplete: "off", maxlength: 60 });
  const add = async () => confirmed("passkeys/add", { credential: await made((await confirmed("passkeys")).publicKey), label: label.input.value });
  return [h("p.soft", null, t("compare_key")), h("ul.bars", null, keys.map((/** @type {any} */ key) => h("li", null,
    h("p", null, h("b", null, key.label), h("span.block.soft", null, t("key_dates", { made: longMoment(key.createdAt), used: longMoment(key.usedAt) || "–" }), key.isBackedUp && ` ${t("key_synced")}`),
      key.keyFingerprint && h("span.block.soft.hash", null, `${t("key_fingerprint")}: ${grouped(key.keyFingerprint)}`)),
    keys.length > 1 && form([], t("remove_key", { label: key.label }), () => confirmed("passkeys/remove", { passkey: key.id }), "", again)))),
  h("details", { open: keys.length < 2 }, h("summary", null, t("add_key")), h("p.soft", null, t("add_key_say")),
    barred() ? notice("YELLOW", barred()) : form([label.shown], t("add_key_do"), add, "", again))];
}

/** @param {any} account @param {Again} again */
function sessions(account, again) {
  const end = (/** @type {any} */ one) => form([], t("end_session"), () => act("sessions/end", { session: one.id }), "", again);
  return h("ul.bars", null, account.sessions.map((/** @type {any} */ one) => h("li", null,
    h("p", null, h("b", null, one.isThisOne ? t("this_session") : t(`by.${one.means}`)),
      h("span.block.soft", null, t("session_dates", { began: longMoment(one.createdAt), seen: longMoment(one.seenAt), until: longMoment(one.until) }))),
    !one.isThisOne && end(one))));
}

/** @param {any} account @param {Again} again */
function programs({ tokens, roles: held, passkeys: keys }, again) {
  const may = OF_PROGRAMS.filter((role) => held.includes(role));
  return [h("p.soft", null, t("programs_say")),
    newToken && once("new-token", newToken.token, t("token_once", { until: longMoment(newToken.until) })),
    tokens.length > 0 && h("ul.bars", null, tokens.map((/** @type {any} */ one) => h("li", null,
      h("p", null, h("b", null, one.label), h("span.block.soft", null, rolesOf(one.roles), ". ", t("until", { moment: longMoment(one.until) }))),
      form([], t("remove_token", { label: one.label }), () => act("tokens/remove", { token: one.id }), "", again)))),
    !keys.length ? h("p.soft", null, t("programs_need_key")) : may.length ? addToken(may, again) : h("p.soft", null, t("no_role_for_programs"))];
}

/** @param {string[]} may @param {Again} again */
function addToken(may, again) {
  const label = field("token-label", t("program_name"), { autocomplete: "off", maxlength: 60 }, t("program_name_say"));
  const days = field("token-days", t("program_days"), { type: "number", inputmode: "numeric", min: 1, max: 365, value: 90 }, t("program_days_say"));
  const held = choices("token-role", t("program_roles"), optionsOf(may), may.length === 1 ? may : []);
  const add = async () => {
    newToken = await confirmed("tokens/add", { label: label.input.value, roles: held.chosen(), days: Number(days.input.value) });
  };
  return h("details", null, h("summary", null, t("add_token")), form([label.shown, held.shown, days.shown], t("add_token_do"), add, "", again));
}
