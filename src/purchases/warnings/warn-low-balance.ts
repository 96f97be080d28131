// Looks at wallets that have changed and warns of thresholds that were crossed. The watermark's row is locked before the
// wallet is read, so that of two gateways the later one finds that nothing has changed.
import {
  byShard,
  type Database,
  newId,
  plainArray,
  type Transaction,
  type Transactional,
} from '../../database/index.ts';
import { WALLETS, type WalletSource } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { type NewWebhookEvent, publishEvents } from '../../webhooks/index.ts';
import { DEFAULT_THRESHOLDS, decideLowBalance } from './decide-thresholds.ts';
import type { WarningTables } from './entities.ts';

export interface WarningContext {
  readonly database: Database;
  readonly now: () => Date;
}

const PAGE = 500;
const FIRST_ACCOUNT = '00000000-0000-0000-0000-000000000000';

/** A wallet without a transaction never had credits: nothing has run low. By hand, since it is the ledger's row source. */
const CHANGED = `from ${WALLETS} as wallet left join warned_wallet as warned on warned.account_id = wallet.account_id
  where wallet.sequence > coalesce(warned.sequence, 0)`;
const CHANGED_AFTER = `select wallet.account_id as "accountId" ${CHANGED} and wallet.account_id > $1
  order by wallet.account_id limit ${PAGE}`;

/** With what is left of the credit line: a postpaid account has run low when little of that is left. */
const LOOK = `select wallet.account_id as "accountId", wallet.available + credit_limit as available, wallet.sequence,
    (select thresholds from warning_settings as settings where settings.account_id = wallet.account_id) as thresholds,
    array(select threshold from low_balance_warning as open
      where open.account_id = wallet.account_id and rearmed_at is null) as open
  ${CHANGED} and wallet.account_id = any($1::uuid[])`;

interface Wallet extends Pick<WalletSource, 'accountId' | 'available' | 'sequence'> {
  /** Null: the account has chosen none. */
  readonly thresholds: readonly MicroCredits[] | null;
  readonly open: readonly MicroCredits[];
}

/**
 * Of these wallets only. Busy ones are looked at again and again, so nothing is written where nothing was crossed: that is
 * left to the round. Gives how many crossings were published.
 */
export async function warnAmong(context: WarningContext, accountIds: readonly string[]): Promise<number> {
  let crossings = 0;
  for (let from = 0; from < accountIds.length; from += PAGE) {
    const page = plainArray(accountIds.slice(from, from + PAGE));
    const wallets = await context.database.rows<Wallet>(LOOK, [page]);
    const concerned = wallets.filter((wallet) => {
      const { crossed, rearmed } = decide(wallet);
      return crossed.length + rearmed.length > 0;
    });
    const ids = concerned.map(({ accountId }) => accountId).toSorted();
    crossings += await warn(context, ids);
  }
  return crossings;
}

/** Every wallet that has changed since it was looked at, page by page. */
export async function warnChanged(context: WarningContext): Promise<number> {
  let crossings = 0;
  let after: string | undefined = FIRST_ACCOUNT;
  while (after !== undefined) {
    const page: Pick<Wallet, 'accountId'>[] = await context.database.rows(CHANGED_AFTER, [after]);
    const ids = page.map(({ accountId }) => accountId);
    crossings += await warn(context, ids);
    after = ids.length < PAGE ? undefined : ids.at(-1);
  }
  return crossings;
}

async function warn({ database, now }: WarningContext, accountIds: readonly string[]): Promise<number> {
  const concerned = accountIds.map((accountId) => ({ accountId }));
  let crossings = 0;
  for (const [shard, own] of byShard(database, concerned)) {
    const ids = own.map(({ accountId }) => accountId);
    crossings += await warnAt(shard, ids, now);
  }
  return crossings;
}

function warnAt(shard: Transactional, accountIds: readonly string[], now: () => Date): Promise<number> {
  return shard.transaction(async (tx) => {
    await lockWatermarks(tx, accountIds);
    // A new statement: one that waited for the lock would see the past.
    const wallets = await tx.rows<Wallet>(LOOK, [plainArray(accountIds)]);
    return write(tx, wallets, now());
  });
}

/** Rows are made first so that there is something to lock, then locked in the order of their ids. */
async function lockWatermarks(tx: Transaction, accountIds: readonly string[]): Promise<void> {
  const tables = tx.tables<WarningTables>();
  await tables
    .insertInto('warned_wallet')
    .values(accountIds.map((accountId) => ({ accountId, sequence: 0n })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tables
    .selectFrom('warned_wallet')
    .select('accountId')
    .where('accountId', 'in', accountIds)
    .orderBy('accountId')
    .forUpdate()
    .execute();
}

async function write(tx: Transaction, wallets: readonly Wallet[], now: Date): Promise<number> {
  if (wallets.length === 0) return 0;
  const decided = wallets.map((wallet) => ({ wallet, ...decide(wallet) }));
  const rearmed = decided.flatMap(({ wallet, rearmed: old }) => old.map((threshold) => ({ wallet, threshold })));
  const crossed = decided.flatMap(({ wallet, crossed: found }) => found.map((threshold) => ({ wallet, threshold })));
  await moveWatermarks(tx, wallets);
  await rearm(tx, rearmed, now);
  await cross(tx, crossed, now);
  publishEvents(
    tx,
    decided.filter((one) => one.crossed.length > 0).map((one) => toEvent(one.wallet, one.crossed, now)),
  );
  return crossed.length;
}

/** Every row is there and locked: see above. */
async function moveWatermarks(tx: Transaction, wallets: readonly Wallet[]): Promise<void> {
  await tx
    .tables<WarningTables>()
    .insertInto('warned_wallet')
    .values(wallets.map(({ accountId, sequence }) => ({ accountId, sequence })))
    .onConflict((conflict) =>
      conflict.column('accountId').doUpdateSet((by) => ({ sequence: by.ref('excluded.sequence') })),
    )
    .execute();
}

interface Crossing {
  readonly wallet: Wallet;
  readonly threshold: MicroCredits;
}

async function rearm(tx: Transaction, crossings: readonly Crossing[], rearmedAt: Date): Promise<void> {
  if (crossings.length === 0) return;
  await tx
    .tables<WarningTables>()
    .updateTable('low_balance_warning')
    .set({ rearmedAt })
    .where((eb) =>
      eb(
        eb.refTuple('accountId', 'threshold'),
        'in',
        crossings.map(({ wallet, threshold }) => eb.tuple(wallet.accountId, threshold)),
      ),
    )
    .where('rearmedAt', 'is', null)
    .execute();
}

async function cross(tx: Transaction, crossings: readonly Crossing[], crossedAt: Date): Promise<void> {
  if (crossings.length === 0) return;
  const warnings = crossings.map(({ wallet: { accountId, available, sequence }, threshold }) => ({
    accountId,
    id: newId(),
    threshold,
    available,
    sequence,
    crossedAt,
  }));
  await tx.tables<WarningTables>().insertInto('low_balance_warning').values(warnings).execute();
}

function decide({ available, thresholds, open }: Wallet) {
  return decideLowBalance({ available, thresholds: thresholds ?? DEFAULT_THRESHOLDS, open });
}

function toEvent(wallet: Wallet, crossed: readonly MicroCredits[], now: Date): NewWebhookEvent {
  const available = formatCredits(wallet.available);
  const thresholdsCrossed = crossed.map((threshold) => ({ threshold: formatCredits(threshold), available }));
  return {
    accountId: wallet.accountId,
    type: 'credits.low_balance',
    data: { available, thresholdsCrossed },
    occurredAt: now,
  };
}
