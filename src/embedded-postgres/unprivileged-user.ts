// PostgreSQL refuses to run as root, so a gateway that runs as root starts it as somebody else.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EmbeddedPostgresError } from './errors.ts';

/** An account of this machine that PostgreSQL runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/**
 * In order of preference. Any account in /etc/passwd except root would do, but it has to be listed there: initdb
 * refuses a user id without a name, so a high, unlisted id is no way out.
 */
const PREFERRED_ACCOUNTS = ['postgres', '_postgres', 'nobody', 'daemon', 'bin'];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Whom PostgreSQL runs as when the gateway runs as root; `undefined` means "as whoever runs the gateway". */
export function chooseUnprivilegedAccount(): Account | undefined {
  if (!isRoot()) return undefined;
  const account = selectAccount(listedAccounts());
  if (account === undefined) {
    throw new EmbeddedPostgresError(
      'NO_UNPRIVILEGED_USER',
      'PostgreSQL does not run as root, and this machine has none of the accounts ' +
        `${PREFERRED_ACCOUNTS.join(', ')}. Create one ("useradd --system postgres"), start the gateway as an ` +
        'ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  return account;
}

/** The most suitable of the accounts listed in the text of an /etc/passwd file. */
export function selectAccount(passwd: string): Account | undefined {
  const accounts = passwd.split('\n').map(parseAccount);
  return PREFERRED_ACCOUNTS.map((name) => accounts.find((account) => account?.name === name)).find(
    (account) => account !== undefined,
  );
}

/** The account that owns existing files: whoever made a database has to go on running it. */
export function accountOf(owner: { uid: number; gid: number }): Account {
  const listed = listedAccounts()
    .split('\n')
    .map(parseAccount)
    .find((account) => account?.uid === owner.uid);
  return { uid: owner.uid, gid: owner.gid, name: listed?.name ?? `uid ${owner.uid}` };
}

/** Asks the system itself, by trying: modes, access lists and mounts all have a say. */
export function canEnter(account: Account | undefined, folder: string): boolean {
  const trial = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
    ...identity(account),
    cwd: '/',
    stdio: 'ignore',
  });
  return trial.status === 0;
}

/** The part of Node's spawn options that makes a child run as `account`. */
export function identity(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

function listedAccounts(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

function parseAccount(line: string): Account | undefined {
  const [name, , uid, gid] = line.split(':');
  const account = { name: name ?? '', uid: Number(uid), gid: Number(gid) };
  return account.uid > 0 && account.gid > 0 ? account : undefined;
}
