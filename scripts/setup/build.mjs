// Compiles what is not compiled as it stands: the packages that customers install, then the gateway. Contents decide, not dates, which a
// git checkout changes at will.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bestNode } from './node-version.mjs';
import { projectPath, readIfPresent, writeAtOnce } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const STAMP = '.tollgate-stamp';
const COMPILED = /\.(mts|tsx?)$/;
const DECLARATION = /\.d\.(mts|ts)$/;
const OUTPUT = /\.(m?)js(\.map)?$/;

/** Each needs the declarations of those before it. `home` is what the compiler's `rootDir` says: outputs lie in `out` as sources do in it. */
const TARGETS = ['packages/client', 'packages/react', '.'].map((folder) => ({
  config: join(folder, 'tsconfig.json'),
  home: folder === '.' ? '.' : join(folder, 'src'),
  out: join(folder, 'dist'),
}));

/** `what`: all of it, or the packages only, which stand first. */
export function buildIsCurrent(what = 'all') {
  return plan(what).every(({ isCurrent }) => isCurrent);
}

export async function build(say, what = 'all') {
  say('Building…');
  for (const { target, sources, wanted, isCurrent } of plan(what)) {
    if (isCurrent) continue;
    removeStaleOutputs(target, sources);
    // The compiler believes its own notes about what it has written: they go when something is missing.
    if (missingOutputs(target, sources).length > 0) rmSync(projectPath(target.out, '.tsbuildinfo'), { force: true });
    await compile(target);
    const missing = missingOutputs(target, sources);
    if (missing.length > 0) throw new SetupError(`The compiler did not write ${missing[0]}.`);
    writeAtOnce(projectPath(target.out, STAMP), wanted);
  }
}

/** What each target is made of now, and whether that is what was compiled last. */
function plan(what) {
  let before = '';
  return TARGETS.filter(({ home }) => what === 'all' || home !== '.').map((target) => {
    const sources = listSources(target);
    const wanted = fingerprint(before, target, sources);
    before = wanted;
    const isStamped = readIfPresent(projectPath(target.out, STAMP)) === wanted;
    return { target, sources, wanted, isCurrent: isStamped && missingOutputs(target, sources).length === 0 };
  });
}

function compile({ config }) {
  return runCommand({
    command: bestNode(),
    parameters: [projectPath('node_modules', 'typescript', 'bin', 'tsc'), '-p', config, '--pretty', 'false'],
    failure: 'The build failed',
  });
}

/** Paths of the files that the compiler reads, relative to the root, in a fixed order. */
function listSources(target) {
  return sourceFolders(target)
    .flatMap((folder) => listFiles(folder))
    .filter((path) => COMPILED.test(path))
    .sort();
}

function sourceFolders({ home, config }) {
  return home === '.' ? JSON.parse(readFileSync(projectPath(config), 'utf8')).include : [home];
}

function listFiles(folder) {
  if (!existsSync(projectPath(folder))) return [];
  return readdirSync(projectPath(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function fingerprint(before, { config }, sources) {
  const hash = createHash('sha256').update(before);
  for (const path of ['tsconfig.json', config, 'package-lock.json', ...sources]) {
    const content = readFileSync(projectPath(path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function missingOutputs({ home, out }, sources) {
  return sources
    .filter((path) => !DECLARATION.test(path))
    .map((path) =>
      join(
        out,
        relativeTo(
          home,
          path.replace(COMPILED, (ending) => (ending === '.mts' ? '.mjs' : '.js')),
        ),
      ),
    )
    .filter((path) => !existsSync(projectPath(path)));
}

function relativeTo(home, path) {
  return home === '.' ? path : path.slice(home.length + 1);
}

/** What a deleted or renamed source left would still be found by imports and by the migrations' folder scan. */
function removeStaleOutputs(target, sources) {
  const known = new Set(sources.map((path) => relativeTo(target.home, path).replace(COMPILED, '')));
  for (const path of outputFolders(target).flatMap((folder) => listFiles(folder))) {
    if (OUTPUT.test(path) && !known.has(relativeTo(target.out, path).replace(OUTPUT, ''))) rmSync(projectPath(path));
  }
}

function outputFolders(target) {
  return target.home === '.' ? sourceFolders(target).map((folder) => join(target.out, folder)) : [target.out];
}
