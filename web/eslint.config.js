import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The folders of src, each of which imports only from those before it. */
const FOLDERS = ['base', 'api', 'charts', 'widgets', 'screens'];
const SCREENS = ['sweeps', 'sweep', 'run', 'login'];

const restrict = (files, patterns) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

const directions = FOLDERS.map((folder, at) => {
  const right = [...FOLDERS.slice(at + 1), 'app', 'main'].join('|');
  const patterns = [{ regex: `^(\\.\\./)+(${right})(/|$)`, message: `src/${folder} imports only from folders to its left.` }];
  if (folder === 'base') patterns.push({ regex: '^(react|uplot|@tanstack)', message: 'src/base knows neither React nor the page.' });
  if (folder === 'charts') patterns.push({ regex: '^@tanstack|/api/(?!records)', message: 'Charts get plain props and fetch nothing.' });
  return restrict([`src/${folder}/**`], patterns);
});

const screens = SCREENS.map((screen) => {
  const others = SCREENS.filter((other) => other !== screen).join('|');
  return restrict(
    [`src/screens/${screen}/**`],
    [{ regex: `^\\.\\./(${others})(/|$)|/(app|main)$`, message: 'A screen knows no other screen.' }],
  );
});

export default defineConfig(
  globalIgnores(['dist', 'node_modules', 'src/api/schema.d.ts', 'public']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  hooks.configs.flat.recommended,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  {
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off', // it asks for the ! that no-non-null-assertion forbids
      eqeqeq: 'error',
      'react-hooks/incompatible-library': 'off', // it is about React's compiler, which is not in use
    },
  },
  {
    files: ['**/*.test.{ts,tsx}'], // matchers such as expect.closeTo are of type any
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-return': 'off' },
  },
  ...directions,
  ...screens,
  { files: ['*.js'], extends: [tseslint.configs.disableTypeChecked], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
);
