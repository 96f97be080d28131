// Packages: is node_modules what package-lock.json says, and if not, "npm ci".
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import process from 'node:process';
import { projectPath, readIfPresent, writeAtOnce } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const STAMP = projectPath('node_modules', '.tollgate-stamp');
const OVERRIDING_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'];

export function packagesAreCurrent() {
  const wanted = fingerprint();
  if (readIfPresent(STAMP) === wanted) return true;
  // Somebody ran npm by hand: npm's own record says what is there.
  if (!installedAsLocked()) return false;
  writeAtOnce(STAMP, wanted);
  return true;
}

export async function installPackages(say) {
  say('Installing packages (about a minute, once)…');
  const wanted = fingerprint();
  await runCommand({
    command: 'npm', // found on the PATH, as the caller's npm was
    parameters: ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
    env: environmentForNpm(),
    failure: 'The packages could not be installed; check the network and the registry, and try again',
  });
  writeAtOnce(STAMP, wanted);
}

function fingerprint() {
  const lock = readIfPresent(projectPath('package-lock.json'));
  const project = readIfPresent(projectPath('package.json'));
  if (lock === undefined || project === undefined) {
    throw new SetupError('package.json or package-lock.json is missing: this is not a complete clone.');
  }
  const fields = JSON.parse(project);
  return createHash('sha256')
    .update(lock)
    .update(JSON.stringify(OVERRIDING_FIELDS.map((name) => fields[name])))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
}

/** Without node_modules/.bin: "npm ci" deletes it, and with it the Node that would otherwise run npm. */
function environmentForNpm() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);
  return { ...process.env, PATH: path };
}

function installedAsLocked() {
  const record = readIfPresent(projectPath('node_modules', '.package-lock.json'));
  if (record === undefined || !existsSync(projectPath('node_modules', '.bin'))) return false;
  const installed = JSON.parse(record).packages;
  const locked = JSON.parse(readIfPresent(projectPath('package-lock.json'))).packages;
  const wanted = Object.keys(locked).filter((path) => path !== '' && isNeeded(locked[path]));
  const isSame = (path) =>
    installed[path]?.version === locked[path]?.version && installed[path]?.integrity === locked[path]?.integrity;
  return wanted.every(isSame) && Object.keys(installed).every(isSame);
}

/** Optional packages count when they name this platform; npm drops others for reasons it does not write down. */
function isNeeded({ optional, os, cpu, libc }) {
  if (optional && os === undefined && cpu === undefined) return false;
  return allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, 'glibc');
}

/** npm's notation: a list of allowed names, or of names with "!" that are not. */
function allows(names, name) {
  if (names === undefined || names.length === 0) return true;
  if (names.includes(`!${name}`)) return false;
  return names.includes(name) || names.every((entry) => entry.startsWith('!'));
}
