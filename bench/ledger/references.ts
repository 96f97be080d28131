// The references: the least a database can do for a balance. H: one guarded UPDATE and one INSERT per transaction on one
// hot row, 8 clients. S: the same over 10,000 rows. Taken by pgbench where it is installed, else by pg itself.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const CLIENTS = 8;
const ROWS = 10_000;

const CREATE = `
  drop table if exists reference_account, reference_entry;
  create table reference_account (id int primary key, balance bigint not null check (balance >= 0));
  create table reference_entry (id bigint generated always as identity primary key, account int not null,
    amount bigint not null, at timestamptz not null default now());
  insert into reference_account select i, 1000000000000 from generate_series(1, ${ROWS}) i;`;

export type Place = 'hot' | 'spread';

export interface References {
  readonly takenBy: 'pgbench' | 'pg';
  /** Transactions per second, on one row or over 10,000. */
  measure(place: Place, seconds: number): Promise<number>;
}

export async function prepareReferences(url: string): Promise<References> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(CREATE);
  await client.query('vacuum analyze reference_account');
  await client.end();
  const isInstalled = spawnSync('pgbench', ['--version']).status === 0;
  const measure = isInstalled ? measureByPgbench : measureByClients;
  return {
    takenBy: isInstalled ? 'pgbench' : 'pg',
    measure: (place, seconds) => measure(url, place === 'hot' ? '1' : `random(1, ${ROWS})`, seconds),
  };
}

async function measureByPgbench(url: string, account: string, seconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  const script = join(folder, 'reference.sql');
  writeFileSync(
    script,
    `\\set a ${account}\nBEGIN;\nUPDATE reference_account SET balance = balance - 7 WHERE id = :a AND balance >= 7;\nINSERT INTO reference_entry (account, amount) VALUES (:a, -7);\nEND;\n`,
  );
  const flags = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(CLIENTS),
    '-j',
    '2',
    '-T',
    String(Math.ceil(seconds)),
    '-f',
    script,
  ];
  const { stdout } = await promisify(execFile)('pgbench', [...flags, url]);
  rmSync(folder, { recursive: true });
  const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  if (!Number.isFinite(perSecond)) throw new Error('pgbench did not say how many transactions it made a second');
  return perSecond;
}

async function measureByClients(url: string, account: string, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  const counts = await Promise.all(Array.from({ length: CLIENTS }, () => hammer(url, account, end)));
  return counts.reduce((total, count) => total + count, 0) / seconds;
}

async function hammer(url: string, account: string, end: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let count = 0;
  for (; performance.now() < end; count += 1) {
    const id = account === '1' ? 1 : 1 + Math.floor(Math.random() * ROWS);
    await client.query('begin');
    await client.query({
      name: 'update',
      text: 'update reference_account set balance = balance - 7 where id = $1 and balance >= 7',
      values: [id],
    });
    await client.query({
      name: 'insert',
      text: 'insert into reference_entry (account, amount) values ($1, -7)',
      values: [id],
    });
    await client.query('commit');
  }
  await client.end();
  return count;
}
