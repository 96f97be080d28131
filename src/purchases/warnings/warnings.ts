// Warnings before credits run out or expire, as other rooms see them.
import { columnsOf, type RowOf, type Sql } from '../../database/index.ts';
import { OPEN_LOTS } from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { DEFAULT_THRESHOLDS, decideThresholds, type WarningRefusal } from './decide-thresholds.ts';
import { ExpiryWarningEntity, type LowBalanceWarningEntity, type WarningTables } from './entities.ts';
import { warnExpiry } from './warn-expiry.ts';
import { type WarningContext, warnAmong, warnChanged } from './warn-low-balance.ts';

/** A threshold that the balance is below, warned of once until it has risen again; `available`: when it was found. */
type LowBalanceWarning = Pick<RowOf<typeof LowBalanceWarningEntity>, 'threshold' | 'available' | 'crossedAt'>;

/** `days` before: 30, 7 or 1. `credits`: what would have expired then. */
type ExpiryWarning = Omit<RowOf<typeof ExpiryWarningEntity>, 'accountId'>;

export interface AccountWarnings {
  /** Ascending; the default when the account has chosen none. */
  readonly thresholds: readonly MicroCredits[];
  /** Highest threshold first. */
  readonly lowBalance: readonly LowBalanceWarning[];
  /** Of credits that have not expired yet, soonest first; the latest warning of each lot. At most 100. */
  readonly expiring: readonly ExpiryWarning[];
}

export type ConfiguredWarnings =
  | { readonly status: 'done'; readonly warnings: AccountWarnings }
  | { readonly status: 'refused'; readonly refusal: WarningRefusal };

interface ConfigureWarnings {
  readonly accountId: string;
  readonly thresholds: readonly MicroCredits[];
}

export interface Warnings {
  /** At most 10 thresholds; none switches the warnings of a low balance off. */
  configure(request: ConfigureWarnings): Promise<ConfiguredWarnings>;
  find(accountId: string): Promise<AccountWarnings>;
  /** A wallet has changed in this process. Answers at once. */
  walletChanged(accountId: string): void;
  /** Looks at the wallets that have changed in this process since the last time. Gives the number of crossings. */
  runWoken(): Promise<number>;
  /** Looks at every wallet that has changed since it was last looked at, in pages. */
  runRound(): Promise<number>;
  /** Warns of lots that expire soon; one bounded round. */
  runExpiryRound(): Promise<{ readonly warned: number; readonly mayHaveMore: boolean }>;
}

/** More that change between two looks are left to the round. */
const MOST_CHANGED = 10_000;

export function createWarnings(context: WarningContext): Warnings {
  const { database, now } = context;
  let changed = new Set<string>();
  return {
    configure: (request) => configureWarnings(context, request),
    find: (accountId) => readWarnings(database, accountId, now()),
    walletChanged: (accountId) => {
      if (changed.size < MOST_CHANGED) changed.add(accountId);
    },
    runWoken: async () => {
      const accountIds = [...changed];
      changed = new Set();
      return warnAmong(context, accountIds);
    },
    runRound: () => warnChanged(context),
    runExpiryRound: () => warnExpiry(context),
  };
}

async function configureWarnings(
  context: WarningContext,
  { accountId, thresholds }: ConfigureWarnings,
): Promise<ConfiguredWarnings> {
  const { database, now } = context;
  const refusal = decideThresholds(thresholds);
  if (refusal !== undefined) return { status: 'refused', refusal };
  const chosen = { thresholds: [...thresholds], updatedAt: now() };
  await database.transaction(async (tx) => {
    const tables = tx.tables<WarningTables>();
    // The wallet is looked at again by the new thresholds, though it has not changed.
    await tables.updateTable('warned_wallet').set({ sequence: 0n }).where('accountId', '=', accountId).execute();
    await tables
      .insertInto('warning_settings')
      .values({ accountId, ...chosen })
      .onConflict((conflict) => conflict.column('accountId').doUpdateSet(chosen))
      .execute();
  });
  await warnAmong(context, [accountId]);
  return { status: 'done', warnings: await readWarnings(database, accountId, now()) };
}

const MOST_EXPIRING = 100;

/** The latest warning of each lot that still holds credits. By hand, since it joins the ledger's row source. */
const EXPIRING = `select distinct on (warning.expires_at, warning.lot_number)
    ${columnsOf(ExpiryWarningEntity, { of: 'warning', except: ['accountId'] })}
  from expiry_warning as warning
  join ${OPEN_LOTS} as lot on lot.account_id = warning.account_id and lot.number = warning.lot_number
  where warning.account_id = $1 and warning.expires_at > $2
  order by warning.expires_at, warning.lot_number, warning.days limit ${MOST_EXPIRING}`;

async function readWarnings(sql: Sql, accountId: string, now: Date): Promise<AccountWarnings> {
  const tables = sql.tables<WarningTables>();
  const [settings, lowBalance, expiring] = await Promise.all([
    tables.selectFrom('warning_settings').select('thresholds').where('accountId', '=', accountId).executeTakeFirst(),
    tables
      .selectFrom('low_balance_warning')
      .select(['threshold', 'available', 'crossedAt'])
      .where('accountId', '=', accountId)
      .where('rearmedAt', 'is', null)
      .orderBy('threshold', 'desc')
      .execute(),
    sql.rows<ExpiryWarning>(EXPIRING, [accountId, now]),
  ]);
  const thresholds = settings?.thresholds.toSorted((a, b) => (a < b ? -1 : 1)) ?? DEFAULT_THRESHOLDS;
  return { thresholds, lowBalance, expiring };
}
