// Statements as files behind signed links. A file is made when it is fetched: nothing is stored that could grow old.
import { fromPublicId, toPublicId } from '../database/index.ts';
import type { LinkVerdict, SignedLink, SignedLinks } from '../downloads/index.ts';
import type { MonthAsked, Statements } from './create-statements.ts';
import { readMonth } from './decide/month.ts';
import { STATEMENT_FORMS, type StatementForm, type WrittenStatement, writeStatement } from './write/statement-forms.ts';

export const STATEMENTS_PATH = '/statements';

export interface StatementPlace {
  readonly accountId: string;
  readonly month: string;
  readonly form: StatementForm;
}

export interface StatementFile extends WrittenStatement {
  /** `statement-2026-11.pdf`. */
  readonly name: string;
}

export type OpenedStatement =
  | { readonly status: 'OPENED'; readonly file: StatementFile }
  | { readonly status: Exclude<LinkVerdict, 'GOOD'> | 'GONE' };

export interface StatementFiles {
  linkTo(place: StatementPlace): Promise<SignedLink>;
  /** `query`: as it stands in the link. */
  open(path: string, query: Parameters<SignedLinks['check']>[1]): Promise<OpenedStatement>;
}

export interface StatementFilesOptions {
  readonly statements: Pick<Statements, 'statement'>;
  readonly links: SignedLinks;
  /** Undefined when it has gone. */
  readonly findAccount: (
    accountId: string,
  ) => Promise<(Pick<MonthAsked, 'timeZone'> & { readonly name: string }) | undefined>;
}

export function createStatementFiles({ statements, links, findAccount }: StatementFilesOptions): StatementFiles {
  return {
    linkTo: (place) => links.sign(pathOf(place)),
    open: async (path, query) => {
      const verdict = await links.check(path, query);
      if (verdict !== 'GOOD') return { status: verdict };
      const place = readPath(path);
      const account = place === undefined ? undefined : await findAccount(place.accountId);
      if (place === undefined || account === undefined) return { status: 'GONE' };
      const { accountId, month, form } = place;
      const statement = await statements.statement({ accountId, month, timeZone: account.timeZone });
      const named = { name: account.name, accountId: toPublicId('acct', accountId) };
      const written = writeStatement(form, statement, named);
      return { status: 'OPENED', file: { ...written, name: `statement-${month}.${form}` } };
    },
  };
}

const pathOf = ({ accountId, month, form }: StatementPlace): string =>
  `${STATEMENTS_PATH}/${toPublicId('acct', accountId)}/${month}.${form}`;

function readPath(path: string): StatementPlace | undefined {
  const [account = '', file = ''] = path.slice(STATEMENTS_PATH.length + 1).split('/');
  const [name = '', ending] = file.split('.');
  const accountId = fromPublicId('acct', account);
  const month = readMonth(name);
  const form = STATEMENT_FORMS.find((known) => known === ending);
  if (accountId === undefined || month === undefined || form === undefined) return undefined;
  return { accountId, month, form };
}
