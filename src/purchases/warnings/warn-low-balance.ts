// Looks at wallets that have changed and warns of thresholds that were crossed. The watermark's row is locked before the
// wallet is read, so that of two gateways the later one finds that nothing has changed.
import { type Database, newId, plainArray, type Sql, type Transaction } from '../../database/index.ts';
import { WALLETS } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { type NewWebhookEvent, recordWebhookEvents } from '../../webhooks/index.ts';
import { DEFAULT_THRESHOLDS, decideLowBalance } from './decide-low-balance.ts';

export interface WarningContext {
  readonly database: Database;
  readonly now: () => Date;
}

const PAGE = 500;
const FIRST_ACCOUNT = '00000000-0000-0000-0000-000000000000';

/** A wallet without a transaction never had credits: nothing has run low. */
const CHANGED = `from ${WALLETS} as wallet left join warned_wallet as warned on warned.account_id = wallet.account_id
  where wallet.sequence > coalesce(warned.sequence, 0)`;
const CHANGED_AFTER = `select wallet.account_id as id ${CHANGED} and wallet.account_id > $1
  order by wallet.account_id limit ${PAGE}`;

/** Rows are made first so that there is something to lock, then locked in the order of their ids. */
const MARK = `insert into warned_wallet (account_id, sequence) select id, 0 from unnest($1::uuid[]) as id
  on conflict do nothing`;
const LOCK = `select account_id from warned_wallet where account_id = any($1::uuid[]) order by account_id for update`;

/** With what is left of the credit line: a postpaid account has run low when little of that is left. */
const LOOK = `select wallet.account_id as "accountId", wallet.available + credit_limit as available, wallet.sequence, settings.thresholds,
    array(select threshold from low_balance_warning as open
      where open.account_id = wallet.account_id and rearmed_at is null) as open
  from ${WALLETS} as wallet left join warned_wallet as warned on warned.account_id = wallet.account_id
  left join warning_settings as settings on settings.account_id = wallet.account_id
  where wallet.account_id = any($1::uuid[]) and wallet.sequence > coalesce(warned.sequence, 0)`;

const KEEP = `update warned_wallet set sequence = new.sequence
  from unnest($1::uuid[], $2::bigint[]) as new (account_id, sequence) where warned_wallet.account_id = new.account_id`;
const REARM = `update low_balance_warning set rearmed_at = $3 from unnest($1::uuid[], $2::bigint[]) as old (account_id, threshold)
  where low_balance_warning.account_id = old.account_id and low_balance_warning.threshold = old.threshold
    and rearmed_at is null`;
const CROSS = `insert into low_balance_warning (account_id, id, threshold, available, sequence, crossed_at)
  select account_id, id, threshold, available, sequence, $6
  from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[])
    as new (account_id, id, threshold, available, sequence)`;

interface Wallet {
  readonly accountId: string;
  readonly available: bigint;
  readonly sequence: bigint;
  readonly thresholds: readonly (bigint | string)[] | null;
  readonly open: readonly (bigint | string)[];
}

/**
 * Of these wallets only. Busy ones are looked at again and again, so nothing is written where nothing was crossed: that is
 * left to the round. Gives how many crossings were told.
 */
export async function warnAmong(context: WarningContext, accountIds: readonly string[]): Promise<number> {
  let told = 0;
  for (let from = 0; from < accountIds.length; from += PAGE) {
    const page = plainArray(accountIds.slice(from, from + PAGE));
    const wallets = await context.database.rows<Wallet>(LOOK, [page]);
    const concerned = wallets.filter((wallet) => {
      const { crossed, rearmed } = decide(wallet);
      return crossed.length + rearmed.length > 0;
    });
    const ids = concerned.map(({ accountId }) => accountId).toSorted();
    told += await warn(context, ids);
  }
  return told;
}

/** Every wallet that has changed since it was looked at, page by page. */
export async function warnChanged(context: WarningContext): Promise<number> {
  let told = 0;
  let after: string | undefined = FIRST_ACCOUNT;
  while (after !== undefined) {
    const ids = await changedAfter(context.database, after);
    told += await warn(context, ids);
    after = ids.length < PAGE ? undefined : ids.at(-1);
  }
  return told;
}

async function changedAfter(sql: Sql, after: string): Promise<string[]> {
  return idsOf(await sql.rows(CHANGED_AFTER, [after]));
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

async function warn({ database, now }: WarningContext, accountIds: readonly string[]): Promise<number> {
  if (accountIds.length === 0) return 0;
  const ids = plainArray(accountIds);
  return database.transaction(async (tx) => {
    tx.send(MARK, [ids]);
    await tx.rows(LOCK, [ids]);
    // A new statement: one that waited for the lock would see the past.
    const wallets = await tx.rows<Wallet>(LOOK, [ids]);
    return write(tx, wallets, now());
  });
}

function write(tx: Transaction, wallets: readonly Wallet[], now: Date): number {
  const decided = wallets.map((wallet) => ({ wallet, ...decide(wallet) }));
  const rearmed = decided.flatMap(({ wallet, rearmed: old }) => old.map((threshold) => ({ wallet, threshold })));
  const crossed = decided.flatMap(({ wallet, crossed: found }) => found.map((threshold) => ({ wallet, threshold })));
  if (wallets.length > 0) {
    tx.send(KEEP, [plainArray(wallets.map((one) => one.accountId)), plainArray(wallets.map((one) => one.sequence))]);
  }
  if (rearmed.length > 0) {
    const accounts = plainArray(rearmed.map(({ wallet }) => wallet.accountId));
    tx.send(REARM, [accounts, plainArray(rearmed.map(({ threshold }) => threshold)), now]);
  }
  if (crossed.length > 0) {
    tx.send(CROSS, [
      plainArray(crossed.map(({ wallet }) => wallet.accountId)),
      plainArray(crossed.map(() => newId())),
      plainArray(crossed.map(({ threshold }) => threshold)),
      plainArray(crossed.map(({ wallet }) => wallet.available)),
      plainArray(crossed.map(({ wallet }) => wallet.sequence)),
      now,
    ]);
  }
  recordWebhookEvents(
    tx,
    decided.filter((one) => one.crossed.length > 0).map((one) => toEvent(one.wallet, one.crossed, now)),
  );
  return crossed.length;
}

/** The driver gives the members of an array as text. */
function decide({ available, thresholds, open }: Wallet) {
  return decideLowBalance({
    available,
    thresholds: thresholds === null ? DEFAULT_THRESHOLDS : thresholds.map(BigInt),
    open: open.map(BigInt),
  });
}

function toEvent(wallet: Wallet, crossed: readonly bigint[], now: Date): NewWebhookEvent {
  const available = formatCredits(wallet.available as MicroCredits);
  const thresholdsCrossed = crossed.map((threshold) => ({
    threshold: formatCredits(threshold as MicroCredits),
    available,
  }));
  return {
    accountId: wallet.accountId,
    type: 'credits.low_balance',
    data: { available, thresholdsCrossed },
    occurredAt: now,
  };
}
