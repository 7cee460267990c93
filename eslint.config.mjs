// What the page's JavaScript may use: nothing newer than Chromium 80, on which 360 and the old Edge of some offices stand.
// Syntax is judged by ecmaVersion, interfaces by eslint-plugin-compat; methods of any object, which both cannot see, are named here.

import js from "@eslint/js";
import compat from "eslint-plugin-compat";

const METHODS = [
  // arrays, texts, sets, promises, addresses
  "at", "replaceAll", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "isWellFormed", "toWellFormed",
  "hasOwn", "groupBy", "fromAsync", "withResolvers", "canParse", "symmetricDifference", "isSubsetOf", "isSupersetOf",
  "isDisjointFrom", "union", "intersection", "difference",
  // elements, requests
  "replaceChildren", "showPicker", "checkVisibility", "getHTML", "setHTMLUnsafe", "showPopover", "hidePopover", "togglePopover",
  "moveBefore", "getAnimations", "startViewTransition", "throwIfAborted", "randomUUID",
];
// What is set or read, as a property or as an attribute.
const PROPERTIES = ["inert", "popover", "userAgentData", "ariaLabel", "ariaExpanded", "ariaHidden", "ariaSelected", "ariaPressed"];

const oneOf = (names) => `/^(${names.join("|")})$/`;
const message = "Chromium 80 does not know this.";

export default [
  js.configs.recommended,
  compat.configs["flat/recommended"],
  {
    files: ["xltool/desk/page/*.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { browsers: ["chrome 80"], lintAllEsApis: true },
    rules: {
      "no-irregular-whitespace": ["error", { skipStrings: true, skipTemplates: true }],
      "no-restricted-syntax": [
        "error",
        { selector: `CallExpression > MemberExpression.callee > Identifier.property[name=${oneOf(METHODS)}]`, message },
        { selector: `MemberExpression > Identifier.property[name=${oneOf(PROPERTIES)}]`, message },
        { selector: "MemberExpression[object.name='AbortSignal']", message },
        { selector: `Property > Identifier.key[name=${oneOf(PROPERTIES)}]`, message },
      ],
    },
  },
];
