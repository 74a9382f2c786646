// Who is not signed in: a passkey, else a name and a password, else the provider of the office.
import { fill, h } from "../board/dom.js";
import { come } from "../board/session.js";
import { t } from "../board/words.js";
import { act, tried } from "./acts.js";
import { back, keepWay } from "./back.js";
import { field, form, notice, password } from "./form.js";
import { barred, NotDone, shown } from "./passkey.js";

/**
 * @param {Element} main
 * @param {{passkeys: boolean, provider: {name: string, start: string} | null, development: boolean} | null} ways
 * @param {string} why somebody is no longer signed in
 * @param {(said: any) => Promise<void>} entered
 */
export function draw(main, ways, why, entered) {
  fill(main, h("section.entrance", null, h("h1", null, t("come_in")), why && notice("YELLOW", why), h("p.lead", null, t("come_say")),
    !ways?.passkeys && !ways?.provider && notice("GREY", t("no_door")),
    ways?.passkeys && byPasskey(entered),
    ways?.provider && h("p", null, h("a.button.wide", { href: ways.provider.start, click: keepWay }, t("by_provider", { name: ways.provider.name }))),
    ways?.passkeys && byPassword(entered),
    ways?.passkeys && h("section", null, h("h2", null, t("no_account")), h("p", null, t("no_account_say")), h("p", null, t("lost_say"))),
    (!ways || ways.development) && byToken()));
  return t("come_in");
}

/** @param {(said: any) => Promise<void>} entered */
function byPasskey(entered) {
  const why = barred();
  if (why) return notice("YELLOW", why);
  const run = async () => {
    const credential = await shown((await act("sign-in")).publicKey);
    await into(await act("sign-in/passkey", { credential }), entered);
  };
  return [form([], t("by_passkey"), run, ".primary.wide"), h("p.soft", null, t("passkey_say"))];
}

/** @param {(said: any) => Promise<void>} entered */
function byPassword(entered) {
  const name = field("name", t("your_name"), { autocomplete: "username", required: true }, t("your_name_say"));
  const secret = password("password", t("your_password"), "current-password");
  const run = async () => into(await act("sign-in/password", { name: name.input.value.trim(), password: secret.input.value }), entered);
  return h("details", null, h("summary", null, t("by_password")), h("p.soft", null, t("by_password_say")), form([name.shown, secret.shown], t("come_in"), run));
}

/** What a server takes as a token at all; the word before it and the ends of lines come along when it is copied. @param {string} pasted */
function tokenIn(pasted) {
  const plain = pasted.replace(/^\s*bearer\s+/i, "").replace(/\s/g, "");
  return /^[A-Za-z0-9_.~+/=-]+$/.test(plain) ? plain : "";
}

function byToken() {
  const token = field("token", t("your_token"), { type: "password", autocomplete: "off", required: true }, t("token_kept"));
  const run = async () => {
    const bare = tokenIn(token.input.value);
    if (!bare) throw new NotDone(t("token_unread"));
    const refusal = await tried(bare);
    if (refusal) throw new NotDone(refusal);
    come({ token: bare });
    location.assign(back() || "/");
  };
  return h("details", null, h("summary", null, t("by_token")), h("p.soft", null, t("token_where")), form([token.shown], t("use_token"), run));
}

/** Somebody has signed in. @param {any} said @param {(said: any) => Promise<void>} entered */
export async function into(said, entered) {
  come({ name: said.name });
  await entered(said);
}
