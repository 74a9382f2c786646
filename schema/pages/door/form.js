// Forms: a few fields, one button, and what came of it, said where one looks.
import { fill, h } from "../board/dom.js";
import { t } from "../board/words.js";
import { Failing, Refused, Unreached } from "./acts.js";
import { NotDone } from "./passkey.js";

/** @typedef {import("../board/dom.js").Child} Child */

/** What went wrong, and what to do. @param {unknown} error */
export function wordsOf(error) {
  if (error instanceof Failing) return t("failing_now");
  if (error instanceof Unreached) return `${t("unreached")} ${t("unreached_now")}`;
  if (error instanceof Refused) return error.message || t("not_served");
  return error instanceof NotDone ? error.message : "";
}

/** A notice of some colour. @param {string} colour GREEN, YELLOW, RED or GREY @param {...Child} children */
export const notice = (colour, ...children) => h(`p.notice.${colour}`, null, ...children);

/**
 * A form; with no fields it is a button.
 * @param {Child[]} fields
 * @param {string} word on its button
 * @param {() => Promise<unknown>} run what it does; an error is told beneath
 * @param {string} [kind] classes of the button
 * @param {() => Promise<unknown>} [then] what follows once it is done, and the fields are empty again
 */
export function form(fields, word, run, kind = "", then = async () => {}) {
  const result = h("div", { role: "alert" });
  const clock = h("p.soft", { role: "timer" });
  const button = /** @type {HTMLButtonElement} */ (h(`button.button${kind}`, { type: "submit" }, word));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    fill(result);
    try {
      await run();
      whole.reset();
      await then();
      button.removeAttribute("aria-disabled");
    } catch (error) {
      if (error instanceof Refused && error.code === "SESSION_OVER") return void dispatchEvent(new Event("over"));
      const words = wordsOf(error);
      if (!words) console.error(error);
      fill(result, notice("RED", words || t("page_failed")));
      count(clock, error instanceof Refused ? error.seconds : 0, () => button.removeAttribute("aria-disabled"));
    }
  };
  const whole = /** @type {HTMLFormElement} */ (h("form", { submit, novalidate: true }, fields, h("p", null, button), result, clock));
  return whole;
}

/** Count down until something may be tried again. @param {Element} clock @param {number} seconds @param {() => void} then */
function count(clock, seconds, then) {
  const end = Date.now() + 1000 * seconds;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    clock.textContent = left > 0 ? t("again_in", { count: left }) : seconds ? t("again_now") : "";
    if (left > 0) setTimeout(tick, 250);
    else then();
  };
  tick();
}

/** @param {string} id @param {Child} label @param {import("../board/dom.js").Attributes} [more] @param {...Child} hints */
export function field(id, label, more = {}, ...hints) {
  const input = /** @type {HTMLInputElement} */ (h("input", { id, autocapitalize: "off", spellcheck: "false", ...(hints.length ? { "aria-describedby": `${id}-hint` } : {}), ...more }));
  return { input, shown: h("div.field", null, h("label", { for: id }, label), hints.length > 0 && h("p.soft", { id: `${id}-hint` }, ...hints), input) };
}

/** A password that may be looked at. @param {string} id @param {Child} label @param {string} autocomplete @param {...Child} hints */
export function password(id, label, autocomplete, ...hints) {
  const { input, shown } = field(id, label, { type: "password", autocomplete, required: true }, ...hints);
  const change = () => { input.type = input.type === "password" ? "text" : "password"; };
  shown.append(h("label.choice", null, h("input", { type: "checkbox", id: `${id}-seen`, change }), " ", t("see_password")));
  return { input, shown };
}

/** Some of several. @param {string} id @param {Child} legend @param {[string, string][]} options value and word @param {string[]} [chosen] */
export function choices(id, legend, options, chosen = []) {
  const boxes = options.map(([value, word]) => [value, /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: `${id}-${value}`, checked: chosen.includes(value) })), word]);
  const shown = h("fieldset.field", null, h("legend", null, legend), boxes.map(([, box, word]) => h("label.choice", null, box, " ", word)));
  return { shown, chosen: () => boxes.filter(([, box]) => /** @type {HTMLInputElement} */ (box).checked).map(([value]) => /** @type {string} */ (value)) };
}

/** What is shown this once, to be copied. @param {string} id @param {string} text @param {...Child} hints */
export function once(id, text, ...hints) {
  const place = h("output.hash.once", { id, tabindex: "0" }, text);
  const copied = h("span", { role: "status" });
  const copy = async () => {
    const isCopied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    if (!isCopied) getSelection()?.selectAllChildren(place);
    copied.textContent = t(isCopied ? "copied" : "not_copied");
  };
  return h("div.notice.YELLOW", null, h("p", null, ...hints), place, h("p", null, h("button.button", { type: "button", click: copy }, t("copy")), " ", copied));
}
