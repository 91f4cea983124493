import css from "@eslint/css";
import js from "@eslint/js";
import html from "@html-eslint/eslint-plugin";
import globals from "globals";

export default [
  {
    ignores: ["target/", "pkg/", "www/public/vendor/", "**/node_modules/", "**/*.d.ts"],
  },
  {
    files: ["**/*.js"],
    ...js.configs.recommended,
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...js.configs.recommended.rules,
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-var": "error",
      "prefer-const": "error",
      "require-await": "error",
    },
  },
  // What is published and the worker see no more than every runtime has.
  {
    files: [
      "src/*.js",
      "src/{edge,entry}/**/*.js",
      "www/worker.js",
      "examples/*/*.js",
      "tests/fake/*.js",
      "bench/{peers,plain}/*.js",
    ],
    languageOptions: { globals: globals["shared-node-browser"] },
  },
  { files: ["src/entry/*.js"], languageOptions: { globals: { WebAssembly: "readonly" } } },
  // Looks for a page.
  {
    files: ["src/platform.js"],
    languageOptions: { globals: { document: "readonly", location: "readonly" } },
  },
  // A Worker's log is its console.
  { files: ["www/worker.js"], rules: { "no-console": "off" } },
  { files: ["www/public/scripts/*.js"], languageOptions: { globals: globals.browser } },
  {
    files: [
      "scripts/{,release/}*.js",
      "tests/**/*.js",
      "bench/{,speed/,start/}*.js",
      "www/vendor.js",
    ],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off" },
  },
  // These hand functions to a page.
  {
    files: [
      "tests/chromium.js",
      "tests/webkit.js",
      "tests/page*.test.js",
      "tests/page/*.js",
      "tests/callers/chromium.test.js",
      "scripts/screenshots.js",
    ],
    languageOptions: { globals: { ...globals.browser, longest: "writable", heard: "readonly" } },
  },
  {
    files: ["**/*.css"],
    plugins: { css },
    language: "css/css",
    rules: {
      ...css.configs.recommended.rules,
      "css/use-baseline": "off",
      // Custom properties are in www/public/styles/theme.css, one file for all.
      "css/no-invalid-properties": ["error", { allowUnknownVariables: true }],
    },
  },
  {
    files: ["**/*.html"],
    ...html.configs["flat/recommended"],
    rules: {
      ...html.configs["flat/recommended"].rules,
      // A template holds a list's item without its list.
      "@html-eslint/require-li-container": "off",
      "@html-eslint/use-baseline": ["error", { available: "newly" }],
      // The formatter decides these.
      "@html-eslint/attrs-newline": "off",
      "@html-eslint/indent": "off",
      "@html-eslint/no-extra-spacing-attrs": "off",
      "@html-eslint/no-extra-spacing-tags": "off",
      "@html-eslint/element-newline": "off",
      "@html-eslint/quotes": "off",
      "@html-eslint/require-closing-tags": "off",
    },
  },
];
