// For administrators: who waits to be let in to a role, who is in it; each act is signed.
import { byId, fill, h, keeping } from "../board/dom.js";
import { longMoment, t } from "../board/words.js";
import { act, ask } from "./acts.js";
import { form, notice } from "./form.js";
import { bytesOf } from "./passkey.js";
import { partyOf, roleOf } from "./roles.js";
import { fingerprint, grouped, inWords, send } from "./signed.js";

/** @typedef {() => Promise<void>} Again */
/**
 * A person in a role with one key, or none.
 * @typedef {object} Place
 * @property {string} person id
 * @property {string} name
 * @property {string} party id
 * @property {string} role
 * @property {string | null} key fingerprint
 * @property {{publicKey: string, rpId: string, label: string} | null} passkey where it is still in the account
 * @property {any} admission what the log says; null: nothing
 */
const MOST_PAGES = 50;

/** @param {Element} main @param {any} account @param {Again} again */
export async function draw(main, account, again) {
  const places = joined(await everybody(), (await ask("admissions")).admissions.all ?? []);
  const waiting = places.filter(({ admission }) => admission && !admission.isInForce);
  const wanted = places.filter(({ admission }) => !admission);
  const inForce = places.filter(({ admission }) => admission?.isInForce);
  /** Who is in a role already, maybe with another key: ending what waits would end that too. @type {(place: Place) => boolean} */
  const isIn = ({ person, role }) => inForce.some((one) => one.person === person && one.role === role);
  /** @type {(places: Place[], empty: string) => import("../board/dom.js").Child} */
  const list = (some, empty) => (some.length ? h("ul.bars", null, some.map((place) => row(place, isIn(place), account, again))) : h("p.soft", null, t(empty)));
  keeping(main, () => fill(main,
    h("section.full", null, h("h1", null, t("admissions")), h("p.soft", null, t("admissions_say")), h("div", { id: "sign", "aria-live": "polite" })),
    h("div.side.left", null, h("section", { "aria-labelledby": "waiting" }, h("h2", { id: "waiting" }, t("waiting_second")), list(waiting, "nobody_waits")),
      h("section", { "aria-labelledby": "wanted" }, h("h2", { id: "wanted" }, t("not_admitted")), h("p.soft", null, t("not_admitted_say")), list(wanted, "nobody_wanted"))),
    h("section.right", { "aria-labelledby": "in-force" }, h("h2", { id: "in-force" }, t("in_force")), list(inForce, "nobody_in_force"))));
  return t("admissions");
}

/** Everybody who has an account, each key with its fingerprint. @returns {Promise<any[]>} */
async function everybody() {
  /** @type {any[]} */
  const people = [];
  /** @type {string | null} */
  let after = null;
  for (let i = 0; i < MOST_PAGES; i += 1) {
    /** @type {any} */
    const page = await act("people/list", after ? { after } : {});
    people.push(...page.people);
    after = page.after;
    if (!after) break;
  }
  return Promise.all(people.map(async (one) => ({ ...one, passkeys: await Promise.all(one.passkeys.map(async (/** @type {any} */ key) => ({ ...key, key: await fingerprint(bytesOf(key.publicKey)) }))) })));
}

/** What the log says of people, and what their accounts would have it say. @param {any[]} people @param {any[]} admissions @returns {Place[]} */
function joined(people, admissions) {
  const counting = admissions.filter(({ counts, person }) => counts && person);
  const known = new Map(people.map((one) => [one.person, one]));
  const said = counting.map((admission) => {
    const one = known.get(admission.person.id);
    return { person: admission.person.id, name: one?.name ?? t("no_account_of", { person: admission.person.id }), party: admission.party?.id ?? "", role: admission.role, key: admission.keyFingerprint,
      passkey: one?.passkeys.find((/** @type {any} */ { key }) => key === admission.keyFingerprint) ?? null, admission };
  });
  const wished = people.filter(({ isBlocked, passkeys, hasPassword, isByProvider }) => !isBlocked && (passkeys.length || hasPassword || isByProvider))
    .flatMap((one) => one.roles.flatMap((/** @type {string} */ role) => (one.passkeys.length ? one.passkeys : [null]).map((/** @type {any} */ passkey) =>
      ({ person: one.person, name: one.name, party: one.party, role, key: passkey?.key ?? null, passkey, admission: null }))));
  const isSaid = (/** @type {Place} */ wish) => said.some(({ person, role, key, admission }) => person === wish.person && role === wish.role && (key === wish.key || (key === null && admission.isInForce)));
  return [...said, ...wished.filter((wish) => !isSaid(wish))];
}

/** @param {Place} place @param {boolean} isIn whether the person is in the role with some key @param {any} account @param {Again} again */
function row(place, isIn, account, again) {
  const { admission, person, name, role, party, key, passkey } = place;
  const by = admission?.proposedBy;
  const isMine = by?.actor.person?.id === account.person;
  const isLost = Boolean(admission && !admission.isInForce && key && !passkey);
  const mayAdmit = !admission?.isInForce && person !== account.person && !isMine && !isLost;
  return h("li", null,
    h("p", null, h("b", null, name), ` ${partyOf(party)}, ${roleOf(role)}`,
      h("span.block.soft", null, key ? t("with_key", { label: passkey?.label ?? t("lost_key") }) : t("no_key")),
      key && h("span.block.hash", null, grouped(key)),
      by && h("span.block.soft", null, t(by.actor.person ? "proposed" : "proposed_by_machine", { moment: longMoment(by.recordedAt) }))),
    isMine && !admission.isInForce && h("p.soft", null, t("by_another")), person === account.person && !admission?.isInForce && h("p.soft", null, t("own_by_others")),
    isLost && h("p.soft", null, t("key_is_gone")),
    mayAdmit && form([], t(admission ? "confirm_admission" : "admit", { name, role: roleOf(role) }), () => admit(place, again), ".primary"),
    admission && (admission.isInForce || !isIn) && form([], t(admission.isInForce ? "end_admission" : "drop_admission", { name, role: roleOf(role) }), () => end(place, again)));
}

const bare = (/** @type {string} */ id) => id.slice(id.indexOf(":") + 1).toLowerCase();

/** @param {Place} place @param {Again} again */
function admit(place, again) {
  const { person, party, role, passkey } = place;
  const input = { person, party, role, ...(passkey && { publicKey: passkey.publicKey, rpId: passkey.rpId }) };
  const isMeant = (/** @type {any} */ { open, sealed }) => open.type === "PersonAdmitted" && isOf(sealed, place) && bare(party) === sealed.party.toLowerCase() && (sealed.publicKey ?? null) === (passkey?.publicKey ?? null);
  return signing("admit", input, isMeant, place, again);
}

/** @param {Place} place @param {Again} again */
function end(place, again) {
  const isMeant = (/** @type {any} */ { open, sealed }) => open.type === "AdmissionEnded" && isOf(sealed, place);
  return signing("end", { person: place.person, role: place.role }, isMeant, place, again);
}

/** @param {any} sealed @param {Place} place */
const isOf = (sealed, { person, role }) => sealed.person === bare(person) && sealed.role === role;

/** What is to be signed stands on top, and waits for the passkey. @param {"admit" | "end"} what @param {Record<string, unknown>} input @param {(act: any) => boolean} isMeant @param {Place} place @param {Again} again */
async function signing(what, input, isMeant, place, again) {
  const { name, role, party, key } = place;
  const keys = what === "end" ? h("dd", null, t("ends_every_key")) : h("dd.hash", null, key ? grouped(key) : t("no_key"));
  const shown = { name, role: roleOf(role), party: partyOf(party), key: keys };
  const isDone = await send(what, input, isMeant, (sign) => {
    const title = h("h2", { tabindex: "-1" }, t(what === "admit" ? "sign_admit" : "sign_end"));
    fill(byId("sign"), h("div.notice.YELLOW", { role: "group", "aria-label": title.textContent }, title, inWords(shown), h("p", null, t("sign_say")),
      form([], t("sign_do"), sign, ".primary", finished), h("button.button", { type: "button", click: () => fill(byId("sign")) }, t("cancel"))));
    title.focus();
  });
  if (isDone) await finished();
  async function finished() {
    await again();
    fill(byId("sign"), notice("GREEN", t(what === "admit" ? "admitted_now" : "ended_now", { name, role: roleOf(role) })));
  }
}
