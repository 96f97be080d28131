// Runs the pure rooms from their source text, with one change in it. No files are written and nothing else is touched.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { Pricing } from './price-case.ts';

const SOURCE = join(import.meta.dirname, '../../src');

export interface Mutation {
  /** What is wrong with the mutant. */
  readonly title: string;
  /** Below src/. */
  readonly file: string;
  /** Text that the file has exactly once. */
  readonly from: string;
  readonly to: string;
}

function toCommonJs(text: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.CommonJS };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

function filesOf(room: string): string[] {
  const entries = readdirSync(join(SOURCE, room), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return files.map((entry) => relative(SOURCE, join(entry.parentPath, entry.name)));
}

const sources = new Map(
  ['money', 'pricing'].flatMap(filesOf).map((file) => [file, readFileSync(join(SOURCE, file), 'utf8')]),
);
const compiled = new Map([...sources].map(([file, text]) => [file, toCommonJs(text)]));

function mutate({ file, from, to }: Mutation): string {
  const parts = sources.get(file)?.split(from) ?? [];
  if (parts.length !== 2) throw new Error(`${file} has "${from}" ${parts.length - 1} times: adapt the mutation`);
  return toCommonJs(parts.join(to));
}

/** The pricing room with the mutation in it, or as it is; its modules are its own. */
export function loadPricing(mutation?: Mutation): Pricing {
  const code = new Map(compiled);
  if (mutation !== undefined) code.set(mutation.file, mutate(mutation));
  const loaded = new Map<string, object>();
  const load = (file: string): object => {
    const known = loaded.get(file);
    if (known !== undefined) return known;
    const text = code.get(file);
    if (text === undefined) throw new Error(`${file} is not in the pure rooms`);
    const exports = {};
    loaded.set(file, exports);
    const require = (path: string): object => load(join(dirname(file), path));
    compileFunction(text, ['exports', 'require'])(exports, require);
    return exports;
  };
  return load('pricing/index.ts') as Pricing;
}
