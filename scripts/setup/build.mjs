// Compiles to dist/ when a source differs from what was compiled last. Contents decide, not dates, which a git checkout
// changes at will.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bestNode } from './node-version.mjs';
import { projectPath, readIfPresent, writeAtOnce } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const STAMP = projectPath('dist', '.tollgate-stamp');
const COMPILED = /\.(mts|ts)$/;
const DECLARATION = /\.d\.(mts|ts)$/;
const OUTPUT = /\.(m?)js(\.map)?$/;

export function buildIsCurrent() {
  const sources = listSources();
  return readIfPresent(STAMP) === fingerprint(sources) && missingOutputs(sources).length === 0;
}

export async function build(say) {
  say('Building…');
  const sources = listSources();
  const wanted = fingerprint(sources);
  removeStaleOutputs(sources);
  // The compiler believes its own notes about what it has written: they go when something is missing.
  if (missingOutputs(sources).length > 0) rmSync(projectPath('dist', '.tsbuildinfo'), { force: true });
  await compile();
  const missing = missingOutputs(sources);
  if (missing.length > 0) throw new SetupError(`The compiler did not write ${missing[0]}.`);
  writeAtOnce(STAMP, wanted);
}

function compile() {
  return runCommand({
    command: bestNode(),
    parameters: [projectPath('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--pretty', 'false'],
    failure: 'The build failed',
  });
}

/** Paths of the files that the compiler reads, relative to the root, in a fixed order. */
function listSources() {
  return sourceFolders()
    .flatMap((folder) => listFiles(folder))
    .filter((path) => COMPILED.test(path))
    .sort();
}

function sourceFolders() {
  return JSON.parse(readFileSync(projectPath('tsconfig.json'), 'utf8')).include;
}

function listFiles(folder) {
  if (!existsSync(projectPath(folder))) return [];
  return readdirSync(projectPath(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const path of ['tsconfig.json', 'package-lock.json', ...sources]) {
    const content = readFileSync(projectPath(path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function missingOutputs(sources) {
  return sources
    .filter((path) => !DECLARATION.test(path))
    .map((path) =>
      join(
        'dist',
        path.replace(COMPILED, (ending) => ending.replace('ts', 'js')),
      ),
    )
    .filter((path) => !existsSync(projectPath(path)));
}

/** What a deleted or renamed source left would still be found by imports and by the migrations' folder scan. */
function removeStaleOutputs(sources) {
  const known = new Set(sources);
  for (const path of sourceFolders().flatMap((folder) => listFiles(join('dist', folder)))) {
    const source = path.slice('dist/'.length).replace(OUTPUT, '.$1ts');
    if (OUTPUT.test(path) && !known.has(source)) rmSync(projectPath(path));
  }
}
