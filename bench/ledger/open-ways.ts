// The ways that are to be measured, each with wallets that no other way writes to.
import type { Database } from '../../src/database/index.ts';
import type { Ledger } from '../../src/ledger/index.ts';
import type { Load } from './drive.ts';
import { openWallets, type Wallets } from './open-wallets.ts';
import type { Place } from './references.ts';
import { openHandWritten } from './ways/hand-written.ts';
import { openLeastRows } from './ways/least-rows.ts';
import { openOneFunction } from './ways/one-function.ts';
import { openOrmTransactions } from './ways/orm-transaction.ts';
import { theLedger } from './ways/the-ledger.ts';
import { newGeneration, type Way } from './ways/way.ts';
import type { WayName, Work } from './works.ts';

export interface Bench {
  readonly url: string;
  readonly database: Database;
  readonly ledger: Ledger;
}

const WALLETS: Readonly<Record<Place, number>> = { hot: 1, spread: 10_000 };

/** On one wallet a call waits for the one before until it is on disk: more connections only stand in each other's way. */
const CALLING: Readonly<Record<Place, number>> = { hot: 1, spread: 16 };

export interface OpenWay {
  readonly name: WayName;
  readonly way: Way;
  readonly wallets: Wallets;
}

const OPEN: Readonly<Record<WayName, (bench: Bench, place: Place) => Promise<Way>>> = {
  ledger: ({ ledger }) => Promise.resolve(theLedger(ledger)),
  orm: ({ url }) => openOrmTransactions(url),
  function: ({ url }, place) => openOneFunction(url, CALLING[place]),
  hand: ({ url }) => openHandWritten(url),
  least: ({ database }) => openLeastRows(database),
};

export class OpenWays {
  readonly #ways = new Map<string, OpenWay>();

  static async open(bench: Bench, works: readonly Work[]): Promise<OpenWays> {
    const opened = new OpenWays();
    for (const [key, [work]] of Map.groupBy(works, keyOf)) {
      if (work === undefined) continue;
      const wallets = await openWallets(bench.database, bench.ledger, WALLETS[work.place]);
      opened.#ways.set(key, { name: work.way, way: await OPEN[work.way](bench, work.place), wallets });
    }
    return opened;
  }

  of(work: Work): OpenWay {
    const opened = this.#ways.get(keyOf(work));
    if (opened === undefined) throw new Error('a way that was not opened');
    return opened;
  }

  all(): OpenWay[] {
    return [...this.#ways.values()];
  }
}

const keyOf = ({ way, place }: Work): string => `${way} ${place}`;

/** All that the callers of a work do, for so long. */
export function loadOf(work: Work, { way, wallets }: OpenWay, seconds: number): Load {
  const { accountIds, apiKeyIds } = wallets;
  const call = async (): Promise<void> => {
    const anywhere = Math.floor(Math.random() * accountIds.length);
    const generation = newGeneration(accountIds[anywhere] ?? '', apiKeyIds[anywhere] ?? '');
    await way.reserve(generation);
    if (work.operation === 'reserve + charge') await way.charge(generation);
  };
  return { callers: work.callers, seconds, call, atOnce: way.connections };
}
