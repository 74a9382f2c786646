// What a printed page says of where it comes from: without it, paper proves nothing.
import { fill, h } from "./dom.js";
import { t } from "./words.js";

/** Exactly what is shown, for ever: its moment, and the last record that counted. @param {{position: number, effectiveAt: string}} asOf */
export const readAt = ({ position, effectiveAt }) =>
  ({ t: `${new Date(effectiveAt).toISOString().slice(0, 19)}Z`, catatan: String(position) });

/**
 * The record, the tree and the address, which a telephone reads from the paper.
 * @param {{position: number}} asOf @param {string} address of the same read point
 */
export function onPaper({ position }, address) {
  const tree = h("span", null, t("record", { position }));
  signedTree().then((signed) => signed && fill(tree, t("on_paper", { position, size: signed.size }), " ", h("span.hash", null, signed.root)));
  return h("aside.full.on-paper", { "aria-label": t("paper") },
    h("img", { src: `/qr?${new URLSearchParams({ to: address })}`, alt: t("paper_code"), width: 116, height: 116 }),
    h("p", null, tree, h("br"), t("paper_say"), h("br"), location.origin + address));
}

/** The tree that was signed last, by the log's public file: an answer that held it could not be kept. */
async function signedTree() {
  const answer = await fetch("/checkpoint").catch(() => null); // Without a line the record alone is named.
  if (!answer?.ok) return null;
  const [, size, root] = (await answer.text()).split("\n");
  return { size, root: [...atob(root)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("") };
}
