// What a printed page says of where it comes from: without it, paper proves nothing.
import { h } from "./dom.js";
import { t } from "./words.js";

/** Exactly what is shown, for ever: its moment, and the last record that counted. @param {{position: number, effectiveAt: string}} asOf */
export const readAt = ({ position, effectiveAt }) =>
  ({ t: `${new Date(effectiveAt).toISOString().slice(0, 19)}Z`, catatan: String(position) });

/**
 * The record, the tree and the address, which a telephone reads from the paper.
 * @param {{position: number}} asOf @param {{size: number, rootHash: string} | null} checkpoint @param {string} address of the same read point
 */
export const onPaper = ({ position }, checkpoint, address) => h("aside.full.on-paper", { "aria-label": t("paper") },
  h("img", { src: `/qr?${new URLSearchParams({ scheme: location.protocol.slice(0, -1), to: address })}`, alt: t("paper_code"), width: 116, height: 116 }),
  h("p", null,
    checkpoint ? [t("on_paper", { position, size: checkpoint.size }), " ", h("span.hash", null, checkpoint.rootHash)] : t("record", { position }),
    h("br"), t("paper_say"), h("br"), location.origin + address));
