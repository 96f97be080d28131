// What the log of requests takes: of a generation, whose line is written with its end, and of an answer, whose line is written behind it.
// With it and without it in turns, in one database; processor time of this process and of PostgreSQL.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/database/index.ts';
import type { GenerationServices } from '../../src/generation/index.ts';
import { createRequests, type RequestRoom } from '../../src/requests/index.ts';
import { type Meter, openMeter } from '../ledger/meter.ts';
import { openWallets, type Wallets } from '../ledger/open-wallets.ts';
import { openRoom, requestOf } from './generation-room.ts';

const ROUNDS = 7;
const GENERATIONS = 2_000;
const ANSWERS = 10_000;
const ACCOUNTS = 20;

/** Of one, from request to settlement, or from answer to line: microseconds of processor time, bytes of WAL. */
interface Taken {
  readonly node: number;
  /** NaN where there is no /proc. */
  readonly postgres: number;
  readonly wal: number;
}

export interface RequestLogCost {
  /** One after the other. */
  readonly rounds: readonly { readonly logged: Taken; readonly unlogged: Taken }[];
  readonly answers: readonly Taken[];
}

export async function benchRequestLog(database: Database, url: string): Promise<RequestLogCost> {
  const meter = await openMeter(url);
  const requestRoom = openLog(database);
  const wallets = await openAccounts(database, url);
  const generate = (recordEnded: GenerationServices['recordEnded']): Promise<Taken> =>
    measure(meter, GENERATIONS, () => generateAll({ database, url, wallets }, recordEnded));
  try {
    await generate(requestRoom.recordEnded);
    const rounds: { logged: Taken; unlogged: Taken }[] = [];
    const answers: Taken[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Who is first changes: the second finds more rows.
      const first = round % 2 === 0 ? await generate(requestRoom.recordEnded) : undefined;
      const unlogged = await generate(undefined);
      rounds.push({ logged: first ?? (await generate(requestRoom.recordEnded)), unlogged });
      answers.push(await measure(meter, ANSWERS, () => answerAll(requestRoom, wallets)));
    }
    return { rounds, answers };
  } finally {
    await requestRoom.stop();
    await meter.close();
  }
}

function openLog(database: Database): RequestRoom {
  const generations = {
    open: () => Promise.resolve([]),
    countOpen: () => Promise.resolve(0),
    purge: () => Promise.resolve('NOT_FOUND' as const),
  };
  return createRequests({ database, generations, share: 1, keptOf: () => Promise.resolve([]), log: () => undefined });
}

async function openAccounts(database: Database, url: string): Promise<Wallets> {
  const { ledger, close } = await openRoom(database, url);
  const wallets = await openWallets(database, ledger, ACCOUNTS);
  await close();
  return wallets;
}

async function measure(meter: Meter, count: number, work: () => Promise<void>): Promise<Taken> {
  const { consumption } = await meter.measure(work);
  const { node, postgres = Number.NaN, walBytes } = consumption;
  return { node: (node * 1e6) / count, postgres: (postgres * 1e6) / count, wal: walBytes / count };
}

interface Place {
  readonly database: Database;
  readonly url: string;
  readonly wallets: Wallets;
}

async function generateAll(
  { database, url, wallets }: Place,
  recordEnded: GenerationServices['recordEnded'],
): Promise<void> {
  const { room, close } = await openRoom(database, url, recordEnded);
  const { accountIds, apiKeyIds } = wallets;
  const request = (number: number) => {
    const index = number % ACCOUNTS;
    return room.generations.request(requestOf(accountIds[index] ?? '', apiKeyIds[index] ?? ''));
  };
  await Promise.all(Array.from({ length: GENERATIONS }, (_, number) => request(number)));
  await room.start();
  while (await isAnyOpen(database)) await delay(20);
  await close();
}

async function isAnyOpen(database: Database): Promise<boolean> {
  const open = `select where exists (select from generation where status = 'QUEUED')
    or exists (select from generation where due_at is not null)`;
  return (await database.rows(open)).length > 0;
}

async function answerAll({ requests, flush }: RequestRoom, { accountIds, apiKeyIds }: Wallets): Promise<void> {
  for (let number = 0; number < ANSWERS; number += 1) {
    const index = number % ACCOUNTS;
    requests.note({
      ...{ accountId: accountIds[index] ?? '', apiKeyId: apiKeyIds[index] ?? '', endpoint: 'GENERATE' },
      ...{ status: 'REJECTED', model: 'bfl/flux-1.1-pro', errorCode: 'INSUFFICIENT_CREDITS' },
      ...{ errorMessage: '0.052 credits are needed; 0.01 are there.', inputBytes: 64, durationMilliseconds: 2 },
    });
  }
  await flush();
}

export function requestLogLines({ rounds, answers }: RequestLogCost): string[] {
  const medianOf = (taken: readonly Taken[], pick: (one: Taken) => number): string => {
    const sorted = taken.map(pick).sort((left, right) => left - right);
    const at = (place: number): string => (sorted[place] ?? Number.NaN).toFixed(0);
    return `${at(Math.floor(sorted.length / 2))} (${at(0)}-${at(sorted.length - 1)})`;
  };
  const inWords = (what: string, taken: readonly Taken[]): string =>
    `${what}: gateway ${medianOf(taken, (one) => one.node)} us   PostgreSQL ${medianOf(taken, (one) => one.postgres)} us   ` +
    `WAL ${medianOf(taken, (one) => one.wal)} bytes`;
  const more = rounds.map(({ logged, unlogged }) => ({
    node: logged.node - unlogged.node,
    postgres: logged.postgres - unlogged.postgres,
    wal: logged.wal - unlogged.wal,
  }));
  return [
    inWords(
      'a generation with its line',
      rounds.map(({ logged }) => logged),
    ),
    inWords(
      'a generation without',
      rounds.map(({ unlogged }) => unlogged),
    ),
    inWords('the difference of each round', more),
    inWords('the line of a refused request', answers),
  ];
}
