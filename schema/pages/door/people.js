// For administrators: who has an account, with which roles, and how they come in.
import { fill, h, keeping } from "../board/dom.js";
import { longMoment, t } from "../board/words.js";
import { act, ask, confirmed } from "./acts.js";
import { choices, field, form, notice, once } from "./form.js";
import { optionsOf, partyOf, ROLES, rolesOf } from "./roles.js";

/** @typedef {() => Promise<void>} Again */
/** A link that was just made: shown until the page is left. @type {{name: string, link: string, until: string} | null} */
let newLink = null;
/** What is looked for, and how far the list was unrolled. */
let search = "";
let pages = 1;

/** @param {Element} main @param {any} account @param {Again} again */
export async function draw(main, account, again) {
  const [list, parties] = await Promise.all([found(), ask("parties")]);
  const looked = field("search", t("search_person"), { type: "search", value: search, autocomplete: "off" });
  const look = async () => {
    [search, pages] = [looked.input.value.trim(), 1];
    looked.input.defaultValue = search;
  };
  const more = async () => { pages += 1; };
  keeping(main, () => fill(main,
    h("section.full", null, h("h1", null, t("people")), h("p.soft", null, t("people_say")),
      newLink && once("new-link", newLink.link, t("hand_over", { name: newLink.name, until: longMoment(newLink.until) }))),
    h("section.left", { "aria-labelledby": "list" }, h("h2", { id: "list" }, t("people_list")), form([looked.shown], t("search_do"), look, "", again),
      list.people.length ? h("ul.bars", null, list.people.map((/** @type {any} */ one) => person(one, account, again))) : h("p", null, t("nobody_found")),
      list.after && form([], t("more_people"), more, "", again)),
    h("section.right", { "aria-labelledby": "add" }, h("h2", { id: "add" }, t("add_person")), add(parties, again))));
  return t("people");
}

/** @returns {Promise<{people: any[], after: string | null}>} */
async function found() {
  /** @type {any[]} */
  const people = [];
  /** @type {string | null} */
  let after = null;
  for (let i = 0; i < pages; i += 1) {
    /** @type {any} */
    const page = await act("people/list", { ...(search && { search }), ...(after && { after }) });
    people.push(...page.people);
    after = page.after;
    if (!after) break;
  }
  return { people, after };
}

/** @param {any} one @param {any} account @param {Again} again */
function person(one, account, again) {
  const isOwn = one.person === account.person;
  const roles = choices(`roles-${one.person}`, t("roles"), optionsOf(ROLES), one.roles);
  const link = async () => { newLink = { name: one.name, ...await confirmed("people/link", { person: one.person }) }; };
  return h("li", null,
    h("p", null, h("b", null, one.name), ` ${partyOf(one.party)}`, one.isBlocked && [" ", h("b.critical", null, t("is_blocked"))],
      h("span.block", null, rolesOf(one.roles)), h("span.block.soft", null, means(one))),
    isOwn ? h("p.soft", null, t("own_by_others")) : one.isByProvider ? [h("p.soft", null, t("roles_by_provider")), block(one, again)]
      : h("details", null, h("summary", null, t("change_person", { name: one.name })),
        form([roles.shown], t("set_roles"), () => confirmed("people/roles", { person: one.person, roles: roles.chosen() }), "", again),
        h("p.soft", null, t("new_link_say")), form([], t("new_link"), link, "", again), block(one, again)));
}

/** @param {any} one @param {Again} again */
const block = (one, again) => form([], t(one.isBlocked ? "unblock" : "block", { name: one.name }), () => confirmed("people/block", { person: one.person, isBlocked: !one.isBlocked }), "", again);

/** How somebody comes in. @param {any} one */
function means({ passkeys, hasPassword, isByProvider, linkUntil }) {
  const words = [passkeys.length > 0 && t("has_keys", { count: passkeys.length, labels: passkeys.map((/** @type {any} */ key) => key.label).join(", ") }),
    hasPassword && t("has_password"), isByProvider && t("has_provider"), linkUntil && t("has_link", { moment: longMoment(linkUntil) })].filter(Boolean);
  return words.length ? words.join("; ") : t("has_nothing");
}

/** @param {any} parties @param {Again} again */
function add({ parties }, again) {
  const name = field("new-name", t("full_name"), { autocomplete: "off", maxlength: 200 }, t("full_name_say"));
  const party = field("new-party", t("party_code"), { autocomplete: "off", list: "parties" }, t("party_code_say"));
  const roles = choices("new-roles", t("roles"), optionsOf(ROLES));
  const run = async () => {
    const code = party.input.value.trim();
    newLink = { name: name.input.value, ...await confirmed("people/add", { name: name.input.value, party: `party:${partyOf(code)}`, roles: roles.chosen() }) };
  };
  return [notice("GREY", t("admitted_apart")), form([name.shown, party.shown,
    h("datalist", { id: "parties" }, parties?.edges.map((/** @type {any} */ { node }) => h("option", { value: node.code }, node.name))), roles.shown], t("add_person_do"), run, "", again)];
}
