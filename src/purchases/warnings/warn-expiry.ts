// Warns 30, 7 and 1 days before a lot expires, once each. A watermark per distance says up to which expiry all lots have
// been warned of, so that a round reads only what has come into reach since, by the index of expiry.
import { plainArray, type Transaction } from '../../database/index.ts';
import { OPEN_LOTS } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { recordWebhookEvents } from '../../webhooks/index.ts';
import type { WarningContext } from './warn-low-balance.ts';

/** The most urgent first: of several that are due at once, because nobody looked for a while, only that one is told. */
const WARNING_DAYS = [1, 7, 30];
const DAY_MILLISECONDS = 86_400_000;
const LOTS_PER_ROUND = 500;

const PREPARE = `insert into expiry_watermark (days, through) values ($1, $2) on conflict do nothing`;
/** Held while the lots are read: one gateway at a time warns at one distance. */
const LOCK = `select through from expiry_watermark where days = $1 for update`;

/**
 * A lot that never was that far from its expiry is not told of at that distance: a gift of five days is warned of on its
 * last one, and a pack of 30 days not on the day it is bought. What comes back to a lot after its expiry ends within a day,
 * behind the watermark: such lots are few, and have an index of their own.
 */
const IN_REACH = `select account_id, number, remaining, usable_until, effective_at from ${OPEN_LOTS} as lot
  where remaining > 0 and usable_until > greatest($2, $4::timestamptz) and usable_until <= $3`;
const IN_GRACE = `select account_id, number, remaining, usable_until, effective_at from ${OPEN_LOTS} as lot
  where remaining > 0 and usable_until > expires_at and usable_until > $4 and usable_until <= least($2, $3)`;
const DUE = `select account_id as "accountId", number, remaining as credits, usable_until as "expiresAt"
  from (${IN_REACH} union all ${IN_GRACE}) as lot
  where effective_at < usable_until - $1 * interval '1 day'
    and not exists (select from expiry_warning as told where told.account_id = lot.account_id
      and told.lot_number = lot.number and told.days <= $1)
  order by usable_until limit ${LOTS_PER_ROUND}`;

const INSERT = `insert into expiry_warning (account_id, lot_number, days, credits, expires_at, warned_at)
  select account_id, lot_number, $5, credits, expires_at, $6
  from unnest($1::uuid[], $2::int[], $3::bigint[], $4::timestamptz[]) as new (account_id, lot_number, credits, expires_at)`;
const MOVE = 'update expiry_watermark set through = greatest(through, $2) where days = $1';

interface DueLot {
  readonly accountId: string;
  readonly number: number;
  readonly credits: bigint;
  readonly expiresAt: Date;
}

export async function warnExpiry(
  context: WarningContext,
): Promise<{ readonly warned: number; readonly mayHaveMore: boolean }> {
  let warned = 0;
  let mayHaveMore = false;
  for (const days of WARNING_DAYS) {
    const count = await context.database.transaction((tx) => warnAt(tx, days, context.now()));
    warned += count;
    mayHaveMore ||= count === LOTS_PER_ROUND;
  }
  return { warned, mayHaveMore };
}

async function warnAt(tx: Transaction, days: number, now: Date): Promise<number> {
  const reach = new Date(now.getTime() + days * DAY_MILLISECONDS);
  // The first gateway ever looks at all that is in reach.
  tx.send(PREPARE, [days, now]);
  const [watermark] = await tx.rows<{ through: Date }>(LOCK, [days]);
  if (watermark === undefined || watermark.through >= reach) return 0;
  const due = await tx.rows<DueLot>(DUE, [days, watermark.through, reach, now]);
  // A full round leaves the watermark where it is: the next one goes on behind the lots that were told of.
  if (due.length < LOTS_PER_ROUND) tx.send(MOVE, [days, reach]);
  if (due.length > 0) publishDue(tx, due, { days, now });
  return due.length;
}

function publishDue(
  tx: Transaction,
  due: readonly DueLot[],
  { days, now }: { readonly days: number; readonly now: Date },
): void {
  tx.send(INSERT, [
    plainArray(due.map(({ accountId }) => accountId)),
    plainArray(due.map(({ number }) => number)),
    plainArray(due.map(({ credits }) => credits)),
    plainArray(due.map(({ expiresAt }) => expiresAt)),
    days,
    now,
  ]);
  recordWebhookEvents(
    tx,
    due.map(({ accountId, number, credits, expiresAt }) => ({
      accountId,
      type: 'credits.expiring',
      data: {
        credits: formatCredits(credits as MicroCredits),
        expiresAt: expiresAt.toISOString(),
        lotId: `lot_${number}`,
      },
      occurredAt: now,
    })),
  );
}
