// With a one-time link: whose account it is, and from now on a passkey or a password.
import { fill, h } from "../board/dom.js";
import { t } from "../board/words.js";
import { act } from "./acts.js";
import { into } from "./come.js";
import { field, form, notice, password } from "./form.js";
import { privacy } from "./privacy.js";
import { barred, made, proposedLabel } from "./passkey.js";
import { partyOf, roleOf, rolesOf } from "./roles.js";

const FRESH = 240_000; // Milliseconds: what a device is asked is good for five minutes.

/** @param {Element} main @param {string} secret @param {(said: any) => Promise<void>} entered */
export async function draw(main, secret, entered) {
  const opened = await act("link", { secret });
  const asked = { at: Date.now(), publicKey: opened.publicKey };
  const closed = opened.roles.filter((/** @type {string} */ role) => !opened.rolesByPassword.includes(role));
  fill(main, h("section.entrance", null, h("h1", null, t("welcome", { name: opened.name })), h("p.lead", null, t("welcome_say")),
    h("dl.facts", null, h("div", null, h("dt", null, t("party")), h("dd", null, partyOf(opened.party))),
      h("div", null, h("dt", null, t("roles")), h("dd", null, rolesOf(opened.roles)))),
    h("p.soft", null, t("not_you")),
    byPasskey(secret, asked, entered),
    opened.rolesByPassword.length > 0 ? byPassword(secret, opened, closed, entered) : h("p.soft", null, t("password_opens_nothing")),
    privacy()));
  return t("welcome", { name: opened.name });
}

/** @param {string} secret @param {{at: number, publicKey: any}} asked @param {(said: any) => Promise<void>} entered */
function byPasskey(secret, asked, entered) {
  const why = barred();
  if (why) return notice("YELLOW", why);
  const label = field("label", t("device_name"), { value: proposedLabel(), autocomplete: "off", required: true, maxlength: 60 }, t("device_name_say"));
  const run = async () => {
    const publicKey = Date.now() - asked.at < FRESH ? asked.publicKey : (await act("link", { secret })).publicKey;
    const credential = await made(publicKey);
    const said = await act("link/passkey", { secret, credential, label: label.input.value });
    await into({ ...said, isNew: true }, entered);
  };
  return h("section", null, h("h2", null, t("make_passkey")), h("p", null, t("make_passkey_say")), form([label.shown], t("make_passkey_do"), run, ".primary.wide"));
}

/** @param {string} secret @param {any} opened @param {string[]} closed @param {(said: any) => Promise<void>} entered */
function byPassword(secret, opened, closed, entered) {
  const name = h("input", { hidden: true, autocomplete: "username", value: opened.name, readonly: true, "aria-hidden": "true", tabindex: -1 });
  const word = password("new-password", t("new_password"), "new-password", t("password_rules"));
  const run = async () => into({ ...await act("link/password", { secret, password: word.input.value }), isNew: true }, entered);
  return h("details", null, h("summary", null, t("no_passkey_here")),
    h("p", null, t("password_opens", { roles: opened.rolesByPassword.map(roleOf).join(", ") }), " ", closed.length > 0 && t("password_never", { roles: closed.map(roleOf).join(", ") })),
    form([name, word.shown], t("set_password"), run));
}
