// The door: a token is pasted here until passkeys open it. It is kept for this tab only.
import { fill, h } from "./dom.js";
import { ask, Unreached } from "./ask.js";
import { light } from "./pictures.js";
import { refused, signIn, signOut, token, tokenIn } from "./session.js";
import { t } from "./words.js";

export const document = "signin";
export const question = () => ({});

/** @param {Element} main @param {import("./ask.js").Answer} _answer @param {import("./addresses.js").Where} _where @param {(href: string) => Promise<void>} go */
export function draw(main, _answer, _where, go) {
  const result = h("div", { id: "result", role: "alert" });
  const field = /** @type {HTMLInputElement} */ (h("input", { id: "token", type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: true, "aria-describedby": "result" }));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const problem = await tried(field.value);
    if (!problem) return history.state?.from ? go(history.state.from) : location.assign("/");
    field.setAttribute("aria-invalid", "true");
    fill(result, h("p.notice.RED", null, light("RED", problem)));
    field.focus();
  };
  fill(main, h("section.full.entrance", null, h("h1", null, t("sign_in")),
    token() && h("p.notice.GREEN", null, light("GREEN", t("signed_in"))),
    h("p.lead", null, t("sign_in_say")),
    h("form", { submit }, h("div.field", null, h("label", { for: "token" }, t("your_token")), field), result,
      h("p", null, h("button.button.primary", { type: "submit" }, t("sign_in")))),
    h("p.soft", null, t("token_where")), h("p.soft", null, t("token_kept"))));
  return t("sign_in");
}

/** Sign in; what is wrong, in words, "" where nothing is. @param {string} pasted */
async function tried(pasted) {
  const bare = tokenIn(pasted);
  if (!bare) return t("token_unread");
  signIn(bare);
  try {
    await ask(document, {});
    return refused();
  } catch (error) {
    signOut();
    if (!(error instanceof Unreached)) throw error;
    return t("unreached");
  }
}
