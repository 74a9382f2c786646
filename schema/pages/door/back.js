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

/** The way back, "" where there is none. */
export function back() {
  const asked = new URLSearchParams(location.search).get("dari");
  try {
    return own(asked ?? sessionStorage.getItem(PLACE) ?? "");
  } catch {
    return own(asked ?? "");
  }
}

/** Remember the way over a visit to another origin. */
export function keepWay() {
  try { sessionStorage.setItem(PLACE, back()); } catch { /* Then one goes on from the door. */ }
}
