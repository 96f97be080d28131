// The price books of the storefront in use, for a command: the file that STOREFRONT names says which, the database has them.
import { createPriceBooks, type PriceBooks, readStorefrontName } from '../../catalog/index.ts';
import type { Configuration } from '../../config/index.ts';
import { connectDatabase, type Database, errorCode } from '../../database/index.ts';
import { ormConfig } from '../../mikro-orm.config.ts';
import { withAdvice } from '../database-advice.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { reachDatabase } from './reach-database.ts';

export interface ReachedBooks {
  readonly database: Database;
  readonly priceBooks: PriceBooks;
  /** Name of the storefront. */
  readonly storefront: string;
}

export interface BookReaching {
  readonly configuration: Pick<Configuration, 'database' | 'storefrontFile'>;
  readonly now: () => Date;
  /** For what is being started. */
  readonly note: (line: string) => void;
}

const UNDEFINED_TABLE = '42P01';

/** Runs `work`, and stops whatever was started for it. @throws an error with words for the person at the terminal */
export async function withPriceBooks<T>(
  { configuration, now, note }: BookReaching,
  work: (reached: ReachedBooks) => Promise<T>,
): Promise<T> {
  const name = readStorefrontName(configuration.storefrontFile);
  const reached = await reachDatabase(configuration.database, note);
  try {
    return await withAdvice('DATABASE_URL', async () => {
      const database = await connectDatabase({ url: reached.url, orm: ormConfig, poolSize: 2 });
      try {
        const priceBooks = createPriceBooks({ database, name, now });
        return await work({ database, priceBooks, storefront: name });
      } finally {
        await database.close();
      }
    });
  } catch (error) {
    if (errorCode(error) !== UNDEFINED_TABLE) throw error;
    throw new GatewayStartError('This database has no price books yet. Start a gateway on it first.', { cause: error });
  } finally {
    await reached.close();
  }
}
