/** The lint rules. The layers of src/ are in scripts/lint/layers.ts. */
import { layerOverrides } from "./scripts/lint/layers.ts";

export default {
  plugins: ["typescript", "unicorn", "oxc", "import", "promise"],
  options: {
    typeAware: true,
    denyWarnings: true,
    reportUnusedDisableDirectives: "error",
  },
  categories: {
    correctness: "error",
    suspicious: "error",
    perf: "error",
  },
  rules: {
    eqeqeq: "error",
    "no-console": [
      "error",
      {
        allow: ["error", "info"],
      },
    ],
    "no-else-return": "error",
    "no-fallthrough": "error",
    "no-param-reassign": [
      "error",
      {
        props: false,
      },
    ],
    "no-promise-executor-return": [
      "error",
      {
        allowVoid: true,
      },
    ],
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: "^hono(?:/|$)",
            message: "Only src/http/ and src/app.ts know Hono.",
          },
          {
            regex: "(?:^|/)worker\\.ts$",
            message: "The entry is imported by nothing.",
          },
        ],
      },
    ],
    "no-useless-return": "error",
    "no-var": "error",
    "no-warning-comments": "error",
    "object-shorthand": "error",
    "prefer-const": "error",
    "prefer-template": "error",
    "import/extensions": [
      "error",
      "always",
      {
        ignorePackages: true,
      },
    ],
    "import/no-cycle": [
      "error",
      {
        ignoreTypes: false,
      },
    ],
    "import/no-default-export": "error",
    "import/no-duplicates": "error",
    "import/no-mutable-exports": "error",
    "typescript/array-type": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-assertions": "error",
    "typescript/consistent-type-exports": "error",
    "typescript/consistent-type-imports": [
      "error",
      {
        fixStyle: "inline-type-imports",
        disallowTypeAnnotations: true,
      },
    ],
    "typescript/no-confusing-void-expression": [
      "error",
      {
        ignoreArrowShorthand: true,
      },
    ],
    "typescript/no-deprecated": "error",
    "typescript/no-dynamic-delete": "error",
    "typescript/no-empty-object-type": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-import-type-side-effects": "error",
    "typescript/no-invalid-void-type": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-misused-spread": [
      "error",
      {
        allow: ["string"],
      },
    ],
    "typescript/no-namespace": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-require-imports": "error",
    "typescript/no-unnecessary-condition": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-function-type": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/only-throw-error": "error",
    "typescript/prefer-nullish-coalescing": [
      "error",
      {
        ignorePrimitives: {
          string: true,
        },
      },
    ],
    "typescript/prefer-optional-chain": "error",
    "typescript/prefer-promise-reject-errors": "error",
    "typescript/prefer-readonly": "error",
    "typescript/require-await": "error",
    "typescript/restrict-plus-operands": "error",
    "typescript/return-await": ["error", "error-handling-correctness-only"],
    "typescript/switch-exhaustiveness-check": [
      "error",
      {
        considerDefaultExhaustiveForUnions: true,
      },
    ],
    "typescript/use-unknown-in-catch-callback-variable": "error",
    "unicorn/filename-case": [
      "error",
      {
        case: "kebabCase",
      },
    ],
    "unicorn/no-typeof-undefined": "error",
    "unicorn/prefer-node-protocol": "error",
    "import/no-unassigned-import": "off",
    "import/no-named-as-default-member": "off",
    "no-shadow": "off",
    "promise/always-return": "off",
    "unicorn/consistent-function-scoping": "off",
    "oxc/no-map-spread": "off",
    "typescript/consistent-return": "off",
    "unicorn/require-post-message-target-origin": "off",
    "no-underscore-dangle": "off",
  },
  overrides: [
    ...layerOverrides(),
    {
      files: ["src/worker.ts", "*.config.ts"],
      rules: {
        "import/no-default-export": "off",
      },
    },
    {
      files: ["src/http/endpoint.ts"],
      rules: {
        "typescript/no-unsafe-type-assertion": "off",
      },
    },
    {
      files: ["**/*.test.ts", "test/**", "bench/**"],
      rules: {
        "no-await-in-loop": "off",
        "typescript/no-unsafe-type-assertion": "off",
        "typescript/no-unsafe-argument": "off",
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-call": "off",
        "typescript/no-unsafe-member-access": "off",
        "typescript/no-unsafe-return": "off",
      },
    },
    {
      files: ["test/**"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              {
                regex: "^hono(?:/|$)",
                message: "Only src/http/ and src/app.ts know Hono.",
              },
            ],
          },
        ],
      },
    },
    {
      files: ["scripts/**"],
      rules: {
        "no-await-in-loop": "off",
        "no-console": "off",
      },
    },
    {
      files: ["bench/**"],
      rules: {
        "no-console": "off",
        "no-restricted-imports": "off",
        "import/no-default-export": "off",
      },
    },
  ],
};
