// Where one came from, and goes on to: a place of this origin, never another.
const PLACE = "back";

/** @param {string} asked */
function own(asked) {
  try {
    const url = new URL(asked, location.origin);
    const isOwn = asked.startsWith("/") && url.origin === location.origin && !url.pathname.startsWith("/masuk");
    return isOwn ? url.pathname + url.search : "";
  } catch {
    return ""; // What is no address leads nowhere.
  }
}

/** The way that was kept over a visit to the provider. */
const kept = taken();

function taken() {
  try {
    const found = own(sessionStorage.getItem(PLACE) ?? "");
    sessionStorage.removeItem(PLACE);
    return found;
  } catch {
    return ""; // Nothing may be kept here, so nothing was.
  }
}

/** The way back, "" where there is none. */
export const back = () => own(new URLSearchParams(location.search).get("dari") ?? "") || kept;

/** Whether somebody comes from the provider of the office. */
export const isReturning = () => Boolean(kept);

/** Remember the way over a visit to another origin. */
export function keepWay() {
  try { sessionStorage.setItem(PLACE, back() || "/"); } catch { /* Then one goes on from the door. */ }
}
