// What the scripts of board and door are held to beside their types (tsc): likely bugs, dead code, one way to write a thing.
import js from "@eslint/js";
import globals from "globals";

const SIZE = { skipBlankLines: true, skipComments: true };
const rules = {
  ...js.configs.recommended.rules,
  "array-callback-return": ["error", { checkForEach: true }],
  "default-case-last": "error",
  "eqeqeq": "error",
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", { max: 40, ...SIZE }],
  "no-alert": "error",
  "no-await-in-loop": "off", // A way to a root is walked step by step.
  "no-console": ["error", { allow: ["error", "warn"] }],
  "no-constructor-return": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-extend-native": "error",
  "no-implicit-coercion": "error",
  "no-implied-eval": "error",
  "no-lonely-if": "error",
  "no-loop-func": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-promise-executor-return": "error",
  "no-return-assign": "error",
  "no-script-url": "error",
  "no-self-compare": "error",
  "no-shadow": ["error", { builtinGlobals: false }],
  "no-template-curly-in-string": "error",
  "no-throw-literal": "error",
  "no-undef": "error",
  "no-unneeded-ternary": "error",
  "no-unreachable-loop": "error",
  "no-unused-expressions": "error",
  "no-unused-vars": ["error", { args: "all", argsIgnorePattern: "^_", ignoreRestSiblings: true }],
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-useless-concat": "error",
  "no-useless-rename": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": ["error", { destructuring: "all" }],
  "prefer-object-has-own": "error",
  "prefer-promise-reject-errors": "error",
  "prefer-rest-params": "error",
  "prefer-template": "error",
  "radix": "error",
  "require-atomic-updates": "error",
};
const linterOptions = { reportUnusedDisableDirectives: "error" };

export default [
  { files: ["schema/pages/{board,door}/*.js"], ignores: ["schema/pages/board/worker.js"], linterOptions, rules, languageOptions: { globals: globals.browser } },
  { files: ["schema/pages/board/worker.js"], linterOptions, rules, languageOptions: { sourceType: "script", globals: globals.serviceworker } },
  { files: ["tests/pages/*.js"], linterOptions, rules, languageOptions: { globals: globals.node } },
];
