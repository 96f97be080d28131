// Every account has exactly one wallet, opened in the transaction that creates the account.
import type { Transaction } from '../database/index.ts';
import { GENESIS_HASH } from './chain.ts';

export async function openWallet(tx: Transaction, accountId: string, now: Date): Promise<void> {
  await tx.rows(
    `insert into wallet (account_id, head_hash, created_at) values ($1, $2, $3) on conflict (account_id) do nothing`,
    [accountId, GENESIS_HASH, now],
  );
}
