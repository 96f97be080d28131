// What customers take home of the books: statements and exports, and the links to their files.
import type { Account } from '../accounts/index.ts';
import type { Services } from '../callers/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Configuration } from '../config/index.ts';
import { type Reads, toPublicId } from '../database/index.ts';
import { createSignedLinks } from '../downloads/index.ts';
import { createExports, type ExportRoom } from '../exports/index.ts';
import { createStatementFiles, createStatements, type StatementFiles, type Statements } from '../statements/index.ts';
import type { OpenedDatabase } from './open-database.ts';

export interface BooksPlace {
  readonly configuration: Pick<Configuration, 'dataDir'>;
  readonly opened: Pick<OpenedDatabase, 'database'>;
  readonly reads: Reads;
  readonly catalog: Pick<Catalog, 'storefront'>;
  readonly publicUrl: () => string;
  readonly now: () => Date;
}

export interface Books {
  readonly statements: Statements;
  readonly statementFiles: StatementFiles;
  readonly exportRoom: ExportRoom;
}

export function composeBooks(
  { configuration, opened, reads, catalog, publicUrl, now }: BooksPlace,
  { accounts, keys, invoices, requests }: Pick<Services, 'accounts' | 'keys' | 'invoices' | 'requests'>,
): Books {
  const { database } = opened;
  const links = createSignedLinks({ seals: keys.linkSeals, baseUrl: publicUrl, now });
  const statements = createStatements(database, now, reads);
  const findAccount = (accountId: string): Promise<Account | undefined> => accounts.find(accountId);
  const exportRoom = createExports({
    ...{ database, reads, links, invoices, requests, now, dataDir: configuration.dataDir },
    focusFactsOf: async (accountId) => {
      const account = await findAccount(accountId);
      const { name: seller, creditUnit } = catalog.storefront;
      if (account === undefined || creditUnit.price === undefined) {
        throw new Error('a row of FOCUS has an account and a price');
      }
      return {
        ...{ accountId: toPublicId('acct', accountId), accountName: account.name, seller },
        ...{ creditName: creditUnit.many, creditPrice: creditUnit.price },
      };
    },
  });
  return { statements, statementFiles: createStatementFiles({ statements, links, findAccount }), exportRoom };
}
