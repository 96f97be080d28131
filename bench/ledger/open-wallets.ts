import { type Database, newId } from '../../src/database/index.ts';
import { createApiKey } from '../../src/keys/index.ts';
import { type Ledger, openWallet } from '../../src/ledger/index.ts';
import { microCredits } from '../../src/money/index.ts';

const PLENTY = microCredits(1_000_000_000_000_000n);

export interface Wallets {
  readonly accountIds: readonly string[];
  /** One for each account, with a daily limit. */
  readonly apiKeyIds: readonly string[];
}

/** Each with one lot that is never used up. */
export async function openWallets(database: Database, ledger: Ledger, count: number): Promise<Wallets> {
  const accountIds = Array.from({ length: count }, () => newId());
  await database.transaction(async (tx) => {
    for (const accountId of accountIds) await openWallet(tx, accountId, new Date());
  });
  await Promise.all(
    accountIds.map((accountId) =>
      ledger.submit({
        command: {
          kind: 'add',
          accountId,
          amount: PLENTY,
          source: 'PACK',
          description: 'Bench',
          idempotencyKey: 'bench',
          inputHash: 'bench',
        },
      }),
    ),
  );
  return { accountIds, apiKeyIds: await createKeys(database, accountIds) };
}

function createKeys(database: Database, accountIds: readonly string[]): Promise<string[]> {
  const create = async (accountId: string): Promise<string> => {
    const key = { accountId, name: 'Bench', scopes: [], spendingLimit: PLENTY, now: new Date() };
    return (await createApiKey(database, key)).apiKey.id;
  };
  return Promise.all(accountIds.map(create));
}
