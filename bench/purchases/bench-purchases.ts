// From a webhook's arrival to credits that can be spent, and how many events are taken in a second, both beside bare
// inserts on the same PostgreSQL. The gateway answers after its commit: with the answer the balance is visible, which is
// looked at afterwards. Its Stripe key leads nowhere: a payment's way needs no call to Stripe.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult } from '../bench-progress.ts';
import { checkBooks } from './check-books.ts';
import { paidEvent, type SentEvent } from './checkout-event.ts';
import { openShop, WEBHOOK_SECRET } from './open-shop.ts';
import { openPurchases, type PendingPurchase } from './pending-purchases.ts';
import type { SentAlternately, SentAtOnce } from './stripe-sender.ts';

const SENDER = fileURLToPath(new URL('./stripe-sender.js', import.meta.url));
const ONE_BY_ONE = 1_050;
const INTAKE_EVENTS = 1_000;
const INTAKE_ACCOUNTS = 70;
const INTAKE_EACH = 10;

interface Times {
  readonly p50: number;
  readonly p99: number;
}

interface Measured {
  /** Milliseconds. */
  readonly bare: Times;
  readonly webhook: Times;
  readonly ratio: Times;
  readonly intake: {
    readonly eventsPerSecond: number;
    readonly bareInsertsPerSecond: number;
    readonly credited: number;
    readonly repeated: number;
  };
}

interface Place {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly webhookUrl: string;
}

export async function benchPurchases({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres({ durable: true });
  const logger = createLogger('silent');
  const shutdown = createShutdown(logger);
  shutdown.add('PostgreSQL', () => postgres.stop());
  try {
    const databaseUrl = await postgres.ensureDatabase('bench');
    await migrateDatabase(databaseUrl);
    const { database, port } = await openShop({ url: databaseUrl, logger, shutdown });
    await database.rows(
      'create table bare_payment (id bigint generated always as identity primary key, event text, amount bigint)',
    );
    const place = { database, databaseUrl, webhookUrl: `http://127.0.0.1:${port}/webhooks/stripe` };
    const measured: Measured = { ...(await measureLatency(place)), intake: await measureIntake(place) };
    printResult(`${json ? JSON.stringify(measured) : table(measured)}\n`);
  } finally {
    await shutdown.run();
  }
}

async function measureLatency(place: Place): Promise<Omit<Measured, 'intake'>> {
  const purchases = await openPurchases(place.database, { accounts: ONE_BY_ONE, each: 1 });
  const events = purchases.map((purchase) => paidEvent(purchase));
  const sent = await send<SentAlternately>(place, 'alternately', events);
  await checkBooks(place.database, { purchases, events });
  const [bare, webhook] = [timesOf(sent.bare), timesOf(sent.webhook)];
  return { bare, webhook, ratio: { p50: webhook.p50 / bare.p50, p99: webhook.p99 / bare.p99 } };
}

/** 700 payments in 1,000 events. */
async function measureIntake(place: Place): Promise<Measured['intake']> {
  const purchases = await openPurchases(place.database, { accounts: INTAKE_ACCOUNTS, each: INTAKE_EACH });
  const events = withDuplicates(purchases);
  const { bare, webhook, outcomes } = await send<SentAtOnce>(place, 'at once', events);
  await checkBooks(place.database, { purchases, events });
  const credited = outcomes.filter((outcome) => outcome === 'CREDITED').length;
  const repeated = outcomes.filter((outcome) => outcome === 'ALREADY_CREDITED').length;
  if (credited !== purchases.length || credited + repeated !== events.length) {
    throw new Error('an event was answered wrongly');
  }
  const perSecond = (milliseconds: number): number => (events.length * 1_000) / milliseconds;
  return { eventsPerSecond: perSecond(webhook), bareInsertsPerSecond: perSecond(bare), credited, repeated };
}

/**
 * Half of the duplicates are the same event again, half another event about the payment. Two of three are under way together
 * with what they repeat, some before it; the others come at the end.
 */
function withDuplicates(purchases: readonly PendingPurchase[]): SentEvent[] {
  const late: SentEvent[] = [];
  const events = purchases.flatMap((purchase, index) => {
    const first = paidEvent(purchase);
    if (index >= INTAKE_EVENTS - purchases.length) return [first];
    const again = paidEvent(purchase, index % 2 === 0);
    if (index % 3 !== 0) return index % 4 === 0 ? [again, first] : [first, again];
    late.push(again);
    return [first];
  });
  return [...events, ...late];
}

async function send<Answer>(place: Place, what: string, events: readonly SentEvent[]): Promise<Answer> {
  const words = [SENDER, place.webhookUrl, WEBHOOK_SECRET, place.databaseUrl, what];
  const sender = execFile(process.execPath, words, { maxBuffer: 64_000_000 });
  let said = '';
  sender.stdout?.on('data', (chunk: string) => {
    said += chunk;
  });
  sender.stderr?.pipe(process.stderr);
  sender.stdin?.end(JSON.stringify(events));
  const [code] = (await once(sender, 'close')) as [number | null];
  if (code !== 0) throw new Error('the events could not be sent');
  return JSON.parse(said) as Answer;
}

function timesOf(milliseconds: readonly number[]): Times {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

function table({ bare, webhook, ratio, intake }: Measured): string {
  const line = (name: 'p50' | 'p99'): string =>
    `webhook to balance, ${name}: ${webhook[name].toFixed(2)} ms   a bare insert and commit: ${bare[name].toFixed(2)} ms   ` +
    `x ${ratio[name].toFixed(2)}`;
  return [
    line('p50'),
    line('p99'),
    `intake: ${intake.eventsPerSecond.toFixed(0)} events/s   bare inserts: ${intake.bareInsertsPerSecond.toFixed(0)}/s   ` +
      `${intake.credited} payments credited once, ${intake.repeated} duplicates`,
  ].join('\n');
}
