// One round: customers, gateways that are killed, providers that misbehave; then quiet, and a look at what is there.
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSeededRandom } from '../../../simulators/media/index.ts';
import { connectDatabase, type Database } from '../../../src/database/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/postgres-processes.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { Evidence } from './check-chaos.ts';
import { askAny, type Customer, drawWishes, fulfil, openCustomer, type WishList } from './customers.ts';
import { type Doubles, startDoubles } from './doubles.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { type Postman, startPostman } from './postman.ts';

export interface ChaosRound {
  readonly evidence: Evidence;
  /** Webhooks that were believed and should not have been, or the other way round. */
  readonly wrongWebhooks: readonly string[];
  readonly webhooks: number;
  readonly kills: number;
  /** What the gateways logged: the story, if something went wrong. */
  readonly output: string;
}

const GATEWAYS = 2;
const OPERATOR_KEY = 'tg_test_operator_of_the_chaos_run';
const STOREFRONT = fileURLToPath(new URL('./storefront.json', import.meta.url));
const ENDS_EVERY_MILLISECONDS = 700;
const QUIET_LIMIT_MILLISECONDS = 120_000;

/** The same seed draws the same wishes, faults and kills; when they meet is up to the machine. */
export async function playRound(seed: string, list: WishList): Promise<ChaosRound> {
  const undo: (() => unknown)[] = [];
  try {
    return await play({ seed, list, undo });
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

interface Play {
  readonly seed: string;
  readonly list: WishList;
  /** What to do at the end, last first. */
  readonly undo: (() => unknown)[];
}

async function play({ seed, list, undo }: Play): Promise<ChaosRound> {
  const own = await createTestDatabase();
  undo.push(() => own.drop());
  const folder = temporaryFolder();
  undo.push(() => folder.remove());
  const doubles = await startDoubles(seed);
  undo.push(() => doubles.close());
  const database = await connectDatabase({ url: own.url, orm: ormConfig, poolSize: 4 });
  undo.push(() => database.close());
  const fleet = await startFleet(GATEWAYS, {
    ...doubles.environment,
    STOREFRONT,
    DATABASE_URL: own.applicationUrl,
    MIGRATION_DATABASE_URL: own.url,
    DATA_DIR: folder.path,
    OPERATOR_API_KEY: OPERATOR_KEY,
    // Providers are given webhook addresses under it; the postman knows where the gateways really are.
    PUBLIC_URL: 'https://chaos.example',
    PAYMENTS: 'off',
    LOG_LEVEL: 'warn',
  });
  undo.push(() => fleet.stop());
  const postman = startPostman(doubles.all, { urls: fleet.urls, random: createSeededRandom(seed, 'post') });
  undo.push(() => postman.stop());
  try {
    const { customers, accepted } = await makeChaos({ seed, list, fleet, doubles });
    await calm({ doubles, postman, database });
    await fleet.stop();
    const accountIds = customers.map(({ accountId }) => accountId);
    const { ends: kills } = fleet;
    const evidence = await gatherEvidence({ database, doubles: doubles.all, accountIds, accepted, kills });
    const { wrongs: wrongWebhooks, delivered: webhooks } = postman;
    return { evidence, wrongWebhooks, webhooks, kills: kills.length / 2, output: fleet.output() };
  } catch (error) {
    throw new Error(`${String(error)}\n${fleet.output()}`, { cause: error });
  }
}

interface Stage {
  readonly seed: string;
  readonly list: WishList;
  readonly fleet: Fleet;
  readonly doubles: Doubles;
}

async function makeChaos({ seed, list, fleet, doubles }: Stage) {
  const ask = askAny(fleet.urls);
  const customers: Customer[] = [];
  for (let number = 0; number < list.customers; number += 1) {
    customers.push(await openCustomer(ask, OPERATOR_KEY, `customer ${number}`));
  }
  const over = new AbortController();
  const haunting = fleet.haunt((index) => createSeededRandom(seed, 'kills', String(index)), over.signal);
  const ending = endNowAndThen(doubles, over.signal);
  const wishes = drawWishes(createSeededRandom(seed, 'wishes'), list);
  try {
    const accepted = await Promise.all(
      wishes.map((wish) => fulfil(ask, customers[wish.customer] ?? { accountId: '', key: '' }, wish)),
    );
    return { customers, accepted };
  } finally {
    over.abort();
    await Promise.all([haunting, ending]);
  }
}

async function endNowAndThen(doubles: Doubles, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(ENDS_EVERY_MILLISECONDS);
    doubles.endSome();
  }
}

const OPEN = `select id from generation where ended_at is null`;

/** Nobody dies any more, all work at the providers ends, and what has been said is heard. */
async function calm(place: { doubles: Doubles; postman: Postman; database: Database }): Promise<void> {
  const { doubles, postman, database } = place;
  const isQuiet = async (): Promise<boolean> => {
    doubles.calmDown();
    return postman.isIdle() && (await database.rows(OPEN)).length === 0;
  };
  await waitUntil('every generation ends', isQuiet, QUIET_LIMIT_MILLISECONDS);
  // What ended the last one may have had something more to say.
  await waitUntil('the last webhooks are heard', isQuiet, QUIET_LIMIT_MILLISECONDS);
}
