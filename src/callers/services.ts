// Everything an edge asks: one port per room. Wired by hand in the server.
import type { Accounts } from '../accounts/index.ts';
import type { Catalog, PriceBooks } from '../catalog/index.ts';
import type { Emails } from '../emails/index.ts';
import type { Exports } from '../exports/index.ts';
import type { Generations, Rehearsals } from '../generation/index.ts';
import type { Invoices } from '../invoices/index.ts';
import type { Keys } from '../keys/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Purchases } from '../purchases/index.ts';
import type { Requests } from '../requests/index.ts';
import type { StatementFiles, Statements } from '../statements/index.ts';
import type { Usage } from '../usage/index.ts';
import type { Webhooks } from '../webhooks/index.ts';

export interface Services {
  readonly accounts: Accounts;
  readonly keys: Keys;
  readonly ledger: Ledger;
  readonly generations: Generations;
  readonly usage: Usage;
  readonly exports: Exports;
  readonly statements: Statements;
  readonly statementFiles: Pick<StatementFiles, 'linkTo'>;
  readonly purchases: Purchases;
  readonly invoices: Invoices;
  readonly catalog: Catalog;
  readonly priceBooks: PriceBooks;
  readonly rehearsals: Rehearsals;
  readonly webhooks: Webhooks;
  readonly emails: Emails;
  /** The log of calls that generate or estimate. */
  readonly requests: Requests;
  readonly now: () => Date;
}
