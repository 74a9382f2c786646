// What is kept about a person, and why (UU 27/2022, articles 5 and 21).
import { h } from "../board/dom.js";
import { t } from "../board/words.js";

export const privacy = () => h("details", null, h("summary", null, t("privacy")),
  h("p", null, t("privacy_kept")), h("p", null, t("privacy_log")), h("p", null, t("privacy_why")), h("p", null, t("privacy_until")), h("p", null, t("privacy_rights")));
