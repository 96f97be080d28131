// One gateway per database folder. PostgreSQL's own lock cannot tell an orphan, which the next start takes over, from
// the database of a gateway that is alive, which nobody may touch: this file can, since it names the gateway.
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import { isAlive, processIdentity } from './processes.ts';

interface Owner {
  readonly pid: number;
  /** See processIdentity: process ids are used again. */
  readonly identity: string | null;
  readonly since: string;
}

export interface OwnerLock {
  release(): void;
}

const ATTEMPTS = 5;

/**
 * Takes the folder for this process.
 * @throws EmbeddedPostgresError DATA_DIR_IN_USE when a living process has it.
 */
export function takeOwnership(home: string): OwnerLock {
  const file = join(home, 'owner.json');
  const text = JSON.stringify(describeThisProcess());
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (createWhole(file, text)) return { release: () => releaseIfOurs(file, text) };
    const found = readText(file);
    const owner = found === undefined ? undefined : parseOwner(found);
    if (owner !== undefined && isLiving(owner)) throw inUse(home, owner);
    if (found !== undefined) removeStale(file, found);
  }
  throw new EmbeddedPostgresError('DATA_DIR_IN_USE', `Several gateways are starting on ${home} at once. Start one.`);
}

function describeThisProcess(): Owner {
  return { pid: process.pid, identity: processIdentity(process.pid) ?? null, since: new Date().toISOString() };
}

/** A link appears with its whole content or not at all, and never replaces what is there. */
function createWhole(file: string, text: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the lock of a dead process away; should a rival have replaced it meanwhile, the rival's is put back. */
function removeStale(file: string, expected: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // a rival was quicker
  }
  if (readText(aside) !== expected) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function isLiving(owner: Owner): boolean {
  if (!isAlive(owner.pid)) return false;
  const identity = processIdentity(owner.pid);
  return owner.identity === null || identity === undefined || identity === owner.identity;
}

function releaseIfOurs(file: string, text: string): void {
  if (readText(file) === text) rmSync(file, { force: true });
}

/** Content that is not ours to understand counts as stale: we only ever publish whole files. */
function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner>;
    const { pid, identity = null, since = 'an unknown time' } = owner;
    return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? { pid, identity, since } : undefined;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function inUse(home: string, owner: Owner): EmbeddedPostgresError {
  const holder =
    owner.pid === process.pid
      ? 'this very process'
      : `the gateway with process id ${owner.pid}, running since ${owner.since}`;
  return new EmbeddedPostgresError(
    'DATA_DIR_IN_USE',
    `The database in ${home} is in use by ${holder}. Stop it first (Ctrl-C in its terminal, or "kill ${owner.pid}"), ` +
      'or give this gateway a folder and a port of its own, for example DATA_DIR=.data-second PORT=4001.',
  );
}
