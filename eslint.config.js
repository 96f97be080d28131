// Typed lint: what the compiler cannot hold. Formatting is Biome's, the walls between rooms are dependency-cruiser's.
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { glossary } from './scripts/glossary-rule.mjs';

const CONFIG_FILES = [
  '*.config.{js,mjs,cjs,ts}',
  '.dependency-cruiser.cjs',
  'packages/page/vite.config.ts',
  'src/mikro-orm.config.ts',
  'test/support/jest/*.{mts,mjs}',
];

/** Time, chance and ids come in as arguments here, so that the same input always gives the same money. */
const PURE_FILES = ['src/money/**/*.ts', 'src/pricing/**/*.ts', 'src/**/decide-*.ts', 'src/**/decide/**/*.ts'];
const MONEY_FILES = [
  'src/money/**/*.ts',
  'src/pricing/**/*.ts',
  'src/ledger/**/*.ts',
  'src/**/decide-*.ts',
  'src/**/decide/**/*.ts',
];

const NO_ENUM = {
  selector: 'TSEnumDeclaration',
  message: 'No enums: use a union of literals, or a const object.',
};
const NO_FLOAT_TEXT = [
  {
    selector: 'CallExpression[callee.property.name=/^(toFixed|toPrecision)$/]',
    message: 'Amounts are bigint: write them with formatCredits, formatDecimal or formatMoney.',
  },
  {
    selector: 'CallExpression[callee.name="parseFloat"], CallExpression[callee.property.name="parseFloat"]',
    message: 'Amounts never pass through a float: read them with parseCredits, parseDecimal or parseMoney.',
  },
];
const ONE_WAY_TO_PAID_CREDITS = {
  selector: 'Property[key.name="kind"][value.value="add"]',
  message: 'Money that was received becomes credits by addPaidCredits (src/purchases/paid-credits.ts) only.',
};
const NO_FLOAT_MATH = {
  selector: 'CallExpression[callee.object.name="Math"][callee.property.name=/^(round|floor|ceil|trunc|random|pow)$/]',
  message: 'Money is exact: use the bigint rounding functions of src/money.',
};
const NO_CLOCK = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: 'Pure code does not read the clock: take the time as an argument.',
  },
  {
    selector: 'CallExpression[callee.object.name=/^(Date|performance)$/][callee.property.name="now"]',
    message: 'Pure code does not read the clock: take the time as an argument.',
  },
  {
    selector:
      'CallExpression[callee.object.name="crypto"], CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    message: 'Pure code takes ids and chance as arguments.',
  },
];
const NO_GLOBAL_PROCESS = {
  selector: 'MemberExpression[object.name="globalThis"][property.name="process"]',
  message: 'The environment is read in src/config only.',
};
const NO_ENVIRONMENT = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'The environment is read in src/config only.' },
  ],
  'no-restricted-imports': [
    'error',
    { name: 'node:process', importNames: ['env'], message: 'The environment is read in src/config only.' },
  ],
};
const BASE_SYNTAX = [NO_ENUM, ...NO_FLOAT_TEXT, NO_GLOBAL_PROCESS];

const plainRules = {
  'array-callback-return': 'error',
  // A switch over a union counts once, however many cases it has.
  complexity: ['error', { max: 10, variant: 'modified' }],
  curly: ['error', 'multi-line'],
  eqeqeq: 'error',
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', 60],
  'no-console': 'error',
  'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
  'no-else-return': 'error',
  'no-implicit-coercion': 'error',
  'no-irregular-whitespace': 'error',
  'no-lonely-if': 'error',
  'no-loss-of-precision': 'error',
  'no-param-reassign': 'error',
  'no-restricted-exports': [
    'error',
    { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
  ],
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unneeded-ternary': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-catch': 'error',
  'no-useless-rename': 'error',
  'no-useless-return': 'error',
  'no-var': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-template': 'error',
};

const typedRules = {
  '@typescript-eslint/consistent-type-exports': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/max-params': ['error', { max: 3 }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // Type graphs of decorated classes: an input or object type may have decorators only.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  // MikroORM hands over its own instances through structural types.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  // There are no enums, and asking every assignment costs seconds.
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  // It does not see that a branded bigint is a bigint.
  '@typescript-eslint/no-unsafe-unary-minus': 'off',
  // It would ask for the `!` that is not wanted.
  '@typescript-eslint/non-nullable-type-assertion-style': 'off',
  '@typescript-eslint/prefer-nullish-coalescing': 'error',
  '@typescript-eslint/prefer-readonly': 'error',
  // A method may be async because its port says Promise, without having to wait for anything itself.
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/strict-boolean-expressions': [
    'error',
    { allowString: false, allowNumber: false, allowNullableObject: false },
  ],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { allowDefaultCaseForExhaustiveSwitch: true, considerDefaultExhaustiveForUnions: true },
  ],
};

export default defineConfig(
  globalIgnores(['**/dist/', 'packages/*/src/gql/', '.data/', '**/__generated__/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    rules: plainRules,
  },
  {
    files: ['**/*.{ts,mts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.check.json', './tsconfig.packages.json', './packages/page/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: { ...typedRules, 'no-restricted-syntax': ['error', NO_ENUM] },
  },
  {
    files: ['{src,simulators}/**/*.{ts,mts}'],
    rules: { ...NO_ENVIRONMENT, 'no-restricted-syntax': ['error', ...BASE_SYNTAX] },
  },
  {
    files: ['src/**/*.ts', 'test/support/**/*.{ts,mts}', 'test/{invoices,webhooks}/**/*.ts'],
    plugins: { glossary },
    rules: { 'glossary/words': 'error' },
  },
  {
    files: ['src/config/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    files: ['src/{purchases,invoices}/**/*.ts'],
    // Welcome credits are a gift.
    ignores: ['src/purchases/paid-credits.ts', 'src/purchases/plans/grant-welcome.ts'],
    rules: { 'no-restricted-syntax': ['error', ...BASE_SYNTAX, ONE_WAY_TO_PAID_CREDITS] },
  },
  {
    files: MONEY_FILES,
    rules: { 'no-restricted-syntax': ['error', ...BASE_SYNTAX, NO_FLOAT_MATH] },
  },
  {
    files: PURE_FILES,
    rules: { 'no-restricted-syntax': ['error', ...BASE_SYNTAX, NO_FLOAT_MATH, ...NO_CLOCK] },
  },
  {
    // Programs that a person runs print; a migration is one long piece of SQL.
    files: ['demo/**', 'bench/**', 'scripts/**', 'migrations/**', 'src/graphql/emit-schema.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['migrations/**', 'test/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['test/**/*.{ts,mts}', 'bench/**/*.{ts,mts}'],
    rules: {
      'max-lines': ['error', 400],
      'no-template-curly-in-string': 'off',
      '@typescript-eslint/max-params': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/strict-boolean-expressions': ['error', { allowNullableObject: true }],
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Views: markup takes lines, and what is handed over as a property is called as a function.
    files: ['packages/page/**/*.tsx'],
    rules: {
      // Markup that depends on much is still read from top to bottom.
      complexity: ['error', { max: 15, variant: 'modified' }],
      // What was not answered yet and what is not there look the same.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines-per-function': ['error', 100],
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['scripts/**'],
    rules: { complexity: ['error', { max: 15, variant: 'modified' }] },
  },
  {
    files: CONFIG_FILES,
    rules: { 'no-restricted-exports': 'off', 'max-lines': 'off' },
  },
);
