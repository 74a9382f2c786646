// How pages are built: elements and texts, never markup. What the log says can only become text.

/** @typedef {Node | string | number | false | null | undefined} Leaf */
/** @typedef {Leaf | Child[]} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} Attributes */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element: `h("p.soft.full", {id: "x"}, "text", child)`.
 * @param {string} name tag and classes
 * @param {Attributes | null} [attributes] functions are listeners; null, undefined and false are left out
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  return complete(element, classes, attributes, children);
}

/**
 * An element of a picture.
 * @param {string} name
 * @param {Attributes | null} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function s(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  return complete(element, classes, attributes, children);
}

/**
 * @template {Element} T
 * @param {T} element @param {string[]} classes @param {Attributes | null | undefined} attributes @param {Child[]} children
 */
function complete(element, classes, attributes, children) {
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...leaves(children));
  return element;
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
export function leaves(children) {
  return /** @type {Leaf[]} */ (/** @type {any[]} */ (children).flat(Infinity))
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * Put these in the place of whatever an element holds.
 * @param {Element} element
 * @param {...Child} children
 */
export const fill = (element, ...children) => element.replaceChildren(...leaves(children));

/**
 * A sentence of ours whose *stressed* words become bold.
 * @param {string} text
 */
export const rich = (text) => text.split("*").map((part, i) => (i % 2 ? h("b", null, part) : part));

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Change what an element holds; where the focus was, what was open and what was typed stay.
 * @param {Element} root
 * @param {() => void} change
 */
export function keeping(root, change) {
  const all = (/** @type {string} */ selector) => /** @type {any[]} */ ([...root.querySelectorAll(selector)]);
  const named = (/** @type {Element} */ element) => element.id || `${element.getAttribute("href") ?? ""}${element.textContent}`;
  const open = all("details").map((details) => details.open);
  const typed = new Map(all("input[id], textarea[id]").filter((field) => field.value !== field.defaultValue).map((field) => [field.id, field.value]));
  const held = document.activeElement && root.contains(document.activeElement) ? document.activeElement : null;
  const alike = (/** @type {Element} */ element) => all(element.tagName).filter((one) => named(one) === named(element));
  const nth = held ? alike(held).indexOf(held) : -1;
  change();
  all("details").forEach((details, i) => { details.open = open[i] ?? details.open; });
  for (const field of all("input[id], textarea[id]").filter(({ id }) => typed.has(id))) {
    field.value = typed.get(field.id);
    field.dispatchEvent(new Event("input"));
  }
  if (held && held !== root) (alike(held)[nth] ?? root).focus({ preventScroll: true });
}
