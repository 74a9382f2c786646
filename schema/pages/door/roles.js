// Roles and parties in words.
import { t } from "../board/words.js";

export const ROLES = ["RECORDER", "OWNER", "COORDINATOR", "VERIFIER", "LEADER", "AUDITOR", "ADMINISTRATOR"];
/** Roles that a program may have: none that takes two to open. */
export const OF_PROGRAMS = ["RECORDER", "OWNER"];

/** @param {string} role */
export const roleOf = (role) => t(`role.${role}`);
/** @param {string[]} roles */
export const rolesOf = (roles) => roles.map(roleOf).join(", ") || t("no_roles");
/** @param {string} party its id */
export const partyOf = (party) => party.replace(/^party:/, "");
/** @param {string[]} roles @returns {[string, string][]} */
export const optionsOf = (roles) => roles.map((role) => [role, roleOf(role)]);
