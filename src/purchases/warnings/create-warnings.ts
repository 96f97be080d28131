// Wires the warnings.
import { plainArray } from '../../database/index.ts';
import { decideThresholds } from './decide-thresholds.ts';
import { readWarnings } from './read-warnings.ts';
import { warnExpiry } from './warn-expiry.ts';
import { type WarningContext, warnAmong, warnChanged } from './warn-low-balance.ts';
import type { ConfiguredWarnings, Warnings } from './warning.ts';

/** More that are told of between two looks are left to the round. */
const MOST_TOLD = 10_000;

const KEEP = `insert into warning_settings (account_id, thresholds, updated_at) values ($1, $2::bigint[], $3)
  on conflict (account_id) do update set thresholds = excluded.thresholds, updated_at = excluded.updated_at`;
/** The wallet is looked at again by the new thresholds, though it has not changed. */
const LOOK_AGAIN = 'update warned_wallet set sequence = 0 where account_id = $1';

export function createWarnings(context: WarningContext): Warnings {
  const { database, now } = context;
  let told = new Set<string>();

  const configure: Warnings['configure'] = async ({ accountId, thresholds }): Promise<ConfiguredWarnings> => {
    const refusal = decideThresholds(thresholds);
    if (refusal !== undefined) return { status: 'refused', refusal };
    await database.transaction(async (tx) => {
      await tx.rows(LOOK_AGAIN, [accountId]);
      await tx.rows(KEEP, [accountId, plainArray(thresholds), now()]);
    });
    await warnAmong(context, [accountId]);
    return { status: 'done', warnings: await readWarnings(database, accountId, now()) };
  };

  return {
    configure,
    find: (accountId) => readWarnings(database, accountId, now()),
    walletChanged: (accountId) => {
      if (told.size < MOST_TOLD) told.add(accountId);
    },
    runWoken: async () => {
      const accountIds = [...told];
      told = new Set();
      return warnAmong(context, accountIds);
    },
    runRound: () => warnChanged(context),
    runExpiryRound: () => warnExpiry(context),
  };
}
