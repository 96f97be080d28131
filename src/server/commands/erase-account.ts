// Erases what is personal of an account, beside a running gateway or without one. The ledger is not touched: numbers, dates and codes
// stay, and verify as before. docs/personal-data.md says what is erased, what stays and why. Safe to repeat.
import { erasePerson } from '../../accounts/index.ts';
import type { Configuration } from '../../config/index.ts';
import { connectDatabase, type Database, fromPublicId } from '../../database/index.ts';
import { createExportStore, type ExportStore, eraseExports } from '../../exports/index.ts';
import { createOutputStore, type OutputStore, purgeGenerations } from '../../generation/index.ts';
import { eraseKeyNames } from '../../keys/index.ts';
import { ormConfig } from '../../mikro-orm.config.ts';
import { eraseRequests } from '../../requests/index.ts';
import { eraseAnomalies } from '../../usage/index.ts';
import { eraseWebhooks } from '../../webhooks/index.ts';
import { reachDatabase } from './reach-database.ts';

export interface Erasure {
  readonly database: Database;
  readonly outputs: Pick<OutputStore, 'owns' | 'remove'>;
  readonly exports: Pick<ExportStore, 'remove'>;
  readonly now: () => Date;
}

export interface ErasedAccount {
  /** Generations without words and files now. */
  readonly generations: number;
  /** Public ids of those that are under way or wait for an operator: to be erased once they are billed. */
  readonly left: readonly string[];
}

/** Undefined: there is no such account. Generations first: what fails there is asked again, and the account still has a name. */
export async function eraseAccount(erasure: Erasure, accountId: string): Promise<ErasedAccount | undefined> {
  const { purged, left } = await purgeGenerations(erasure, accountId);
  await eraseExports(erasure.database, erasure.exports, accountId);
  const isThere = await erasure.database.transaction(async (tx) => {
    await eraseRequests(tx, accountId);
    await eraseWebhooks(tx, accountId);
    await eraseAnomalies(tx, accountId);
    await eraseKeyNames(tx, accountId);
    return erasePerson(tx, accountId);
  });
  return isThere ? { generations: purged, left } : undefined;
}

export interface EraseCommand {
  readonly configuration: Configuration;
  /** `acct_…` */
  readonly account: string;
  readonly say: (line: string) => void;
}

/** Whether nothing is left to erase. */
export async function eraseAccountCommand({ configuration, account, say }: EraseCommand): Promise<boolean> {
  const accountId = fromPublicId('acct', account);
  const reached = await reachDatabase(configuration.database, say);
  const database = await connectDatabase({ url: reached.url, orm: ormConfig });
  try {
    const outputs = createOutputStore({ dataDir: configuration.dataDir, baseUrl: () => '' });
    const exports = createExportStore(configuration.dataDir);
    const erasure = { database, outputs, exports, now: () => new Date() };
    const erased = accountId === undefined ? undefined : await eraseAccount(erasure, accountId);
    if (erased === undefined) say(`There is no account ${account}.`);
    else {
      say(
        `Erased: name, e-mail address, keys' names, webhooks, the log of requests, exports, ${erased.generations} generations.`,
      );
    }
    for (const id of erased?.left ?? []) {
      say(`Left: ${id} is under way or waits for an operator. Run this again after it.`);
    }
    return erased?.left.length === 0;
  } finally {
    await database.close();
    await reached.close();
  }
}
