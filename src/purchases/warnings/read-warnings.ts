import type { Sql } from '../../database/index.ts';
import { OPEN_LOTS } from '../../ledger/index.ts';
import { type MicroCredits, microCredits } from '../../money/index.ts';
import { DEFAULT_THRESHOLDS } from './decide-low-balance.ts';
import type { AccountWarnings, ExpiryWarning } from './warning.ts';

const MOST_EXPIRING = 100;

/** The latest warning of each lot that still holds credits. */
const EXPIRING = `select distinct on (told.expires_at, told.lot_number) told.lot_number as "lotNumber", told.days,
    told.credits, told.expires_at as "expiresAt", told.warned_at as "warnedAt"
  from expiry_warning as told join ${OPEN_LOTS} as lot on lot.account_id = told.account_id and lot.number = told.lot_number
  where told.account_id = $1 and told.expires_at > $2
  order by told.expires_at, told.lot_number, told.days limit ${MOST_EXPIRING}`;

interface CrossingRow {
  readonly threshold: bigint;
  readonly available: bigint;
  readonly crossedAt: Date;
}

const OPEN = `select threshold, available, crossed_at as "crossedAt" from low_balance_warning
  where account_id = $1 and rearmed_at is null order by threshold desc`;

type ExpiringRow = Omit<ExpiryWarning, 'credits'> & { readonly credits: bigint };

export async function readWarnings(sql: Sql, accountId: string, now: Date): Promise<AccountWarnings> {
  const [settings, open, expiring] = await Promise.all([
    sql.rows<{ thresholds: readonly (bigint | string)[] }>(
      'select thresholds from warning_settings where account_id = $1',
      [accountId],
    ),
    sql.rows<CrossingRow>(OPEN, [accountId]),
    sql.rows<ExpiringRow>(EXPIRING, [accountId, now]),
  ]);
  return {
    thresholds: settings[0] === undefined ? DEFAULT_THRESHOLDS : ascending(settings[0].thresholds),
    lowBalance: open.map((row) => ({
      threshold: microCredits(row.threshold),
      available: microCredits(row.available),
      crossedAt: row.crossedAt,
    })),
    expiring: expiring.map((row) => ({ ...row, credits: microCredits(row.credits) })),
  };
}

function ascending(values: readonly (bigint | string)[]): MicroCredits[] {
  return values.map((value) => microCredits(BigInt(value))).toSorted((a, b) => (a < b ? -1 : 1));
}
