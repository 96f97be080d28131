// The page: bundled to dist/page when one of its sources differs from what was bundled last.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bestNode } from './node-version.mjs';
import { projectPath, readIfPresent, writeAtOnce } from './project.mjs';
import { runCommand } from './run-command.mjs';

const STAMP = projectPath('dist', 'page', '.tollgate-stamp');
/** It is bundled with the sources of the packages that it stands on. */
const FOLDERS = ['packages/page/src', 'packages/client/src', 'packages/react/src'];
const FILES = ['package-lock.json', 'packages/page/index.html', 'packages/page/vite.config.ts'];

export function pageIsCurrent() {
  return readIfPresent(STAMP) === fingerprint();
}

export async function buildPage(say) {
  say('Building the page…');
  const wanted = fingerprint();
  await runCommand({
    command: bestNode(),
    parameters: [projectPath('node_modules', 'vite', 'bin', 'vite.js'), 'build', 'packages/page', '--logLevel', 'warn'],
    failure: 'The page could not be built',
  });
  writeAtOnce(STAMP, wanted);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const path of [...FILES, ...FOLDERS.flatMap(listFiles)]) {
    const content = readFileSync(projectPath(path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function listFiles(folder) {
  return readdirSync(projectPath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(projectPath(), join(entry.parentPath, entry.name)))
    .sort();
}
