// What an event says beside its kind: values, days and parties, in words.
import { day, number, t } from "./words.js";

/** @param {any} event @param {string} [unit] */
export function details(event, unit = "") {
  const value = event.value ?? event.acceptedValue;
  return [
    event.statedBy?.name, typeof value === "number" && `${number(value)} ${unit}`.trim(), (event.region ?? event.part)?.name,
    event.to && `→ ${event.to.name}`, event.oldDue && `${day(event.oldDue)} → ${day(event.newDue)}`,
    event.oldOwner && `${event.oldOwner.name} → ${event.newOwner.name}`, event.due && day(event.due), event.owner?.name,
    event.method && t(`VerificationMethod.${event.method}`), event.severity && t(`Severity.${event.severity}`),
  ].filter(Boolean).join(", ");
}

/** Who acted, and in which role; "" where that is sealed. @param {any} event */
export const who = ({ actor }) => (actor?.party ? `${actor.party.name}, ${t(`Role.${actor.role}`)}` : "");

/** In the order in which it became known. @template {{position: number}} T @param {T[]} events */
export const inOrder = (events) => [...events].sort((one, other) => one.position - other.position);
