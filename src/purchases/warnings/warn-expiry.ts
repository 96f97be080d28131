// Warns 30, 7 and 1 days before a lot expires, once each. A watermark per distance says up to which expiry all lots have
// been warned of, so that a round reads only what has come into reach since, by the index of expiry.
import { byShard, type Database, type RowOf, type Transaction } from '../../database/index.ts';
import { OPEN_LOTS } from '../../ledger/index.ts';
import { formatCredits } from '../../money/index.ts';
import { publishEvents } from '../../webhooks/index.ts';
import type { ExpiryWarningEntity, WarningTables } from './entities.ts';
import type { WarningContext } from './warn-low-balance.ts';

/** The most urgent first: of several that are due at once, because nobody looked for a while, only that one is published. */
const WARNING_DAYS = [1, 7, 30];
const DAY_MILLISECONDS = 86_400_000;
const LOTS_PER_ROUND = 500;

/**
 * A lot that never was that far from its expiry is not warned of at that distance: a gift of five days is warned of on its
 * last one, and a pack of 30 days not on the day it is bought. What comes back to a lot after its expiry ends within a day,
 * behind the watermark: such lots are few, and have an index of their own. By hand, since they are the ledger's row source.
 */
const IN_REACH = `select account_id, number, remaining, usable_until, effective_at from ${OPEN_LOTS} as lot
  where remaining > 0 and usable_until > greatest($2, $4::timestamptz) and usable_until <= $3`;
const IN_GRACE = `select account_id, number, remaining, usable_until, effective_at from ${OPEN_LOTS} as lot
  where remaining > 0 and usable_until > expires_at and usable_until > $4 and usable_until <= least($2, $3)`;
const DUE = `select account_id as "accountId", number as "lotNumber", remaining as credits, usable_until as "expiresAt"
  from (${IN_REACH} union all ${IN_GRACE}) as lot
  where effective_at < usable_until - $1 * interval '1 day'
    and not exists (select from expiry_warning as warned where warned.account_id = lot.account_id
      and warned.lot_number = lot.number and warned.days <= $1)
  order by usable_until limit ${LOTS_PER_ROUND}`;

/** As its warning is kept. */
type DueLot = Pick<RowOf<typeof ExpiryWarningEntity>, 'accountId' | 'lotNumber' | 'credits' | 'expiresAt'>;

export async function warnExpiry(
  context: WarningContext,
): Promise<{ readonly warned: number; readonly mayHaveMore: boolean }> {
  let warned = 0;
  let mayHaveMore = false;
  for (const days of WARNING_DAYS) {
    const count = await context.database.transaction((tx) =>
      warnAt(context.database, tx, { days, now: context.now() }),
    );
    warned += count;
    mayHaveMore ||= count === LOTS_PER_ROUND;
  }
  return { warned, mayHaveMore };
}

async function warnAt(database: Database, tx: Transaction, { days, now }: Warned): Promise<number> {
  const reach = new Date(now.getTime() + days * DAY_MILLISECONDS);
  const tables = tx.tables<WarningTables>();
  // The first gateway ever looks at all that is in reach.
  const first = tables.insertInto('expiry_watermark').values({ days, through: now });
  await first.onConflict((conflict) => conflict.doNothing()).execute();
  // Held while the lots are read: one gateway at a time warns at one distance.
  const watermark = await tables
    .selectFrom('expiry_watermark')
    .select('through')
    .where('days', '=', days)
    .forUpdate()
    .executeTakeFirst();
  if (watermark === undefined || watermark.through >= reach) return 0;
  const due = await tx.rows<DueLot>(DUE, [days, watermark.through, reach, now]);
  // A full round leaves the watermark where it is: the next one goes on behind the lots that were warned of.
  if (due.length < LOTS_PER_ROUND) {
    await tables.updateTable('expiry_watermark').set({ through: reach }).where('days', '=', days).execute();
  }
  for (const [place, lots] of byShard(database, due)) {
    // Elsewhere they are committed first: a round that dies before the watermark moves finds them warned of.
    if (place === database) await write(tx, lots, { days, now });
    else await place.transaction((there) => write(there, lots, { days, now }));
  }
  return due.length;
}

interface Warned {
  readonly days: number;
  readonly now: Date;
}

async function write(tx: Transaction, lots: readonly DueLot[], { days, now }: Warned): Promise<void> {
  const warnings = lots.map((lot) => ({ ...lot, days, warnedAt: now }));
  await tx.tables<WarningTables>().insertInto('expiry_warning').values(warnings).execute();
  publishDue(tx, lots, now);
}

function publishDue(tx: Transaction, due: readonly DueLot[], now: Date): void {
  publishEvents(
    tx,
    due.map(({ accountId, lotNumber, credits, expiresAt }) => ({
      accountId,
      type: 'credits.expiring',
      data: { credits: formatCredits(credits), expiresAt: expiresAt.toISOString(), lotId: `lot_${lotNumber}` },
      occurredAt: now,
    })),
  );
}
