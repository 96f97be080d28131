// A suspended account is told how the suspension ends.
import type { GraphqlContext } from '../context.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { ACCOUNT_SUSPENDED, generalError } from './user-errors.ts';

type Asking = Pick<GraphqlContext, 'services' | 'viewer'>;

/** Undefined when the account may spend. */
export function refuseSuspended(asking: Asking): Promise<AnyUserError | undefined> {
  const { status, suspendedBecause } = asking.viewer.account;
  if (status !== 'SUSPENDED') return Promise.resolve(undefined);
  switch (suspendedBecause) {
    case 'UNPAID_INVOICE':
      return unpaidInvoice(asking);
    case 'LOST_DISPUTE':
      return Promise.resolve(LOST_DISPUTE);
    case undefined:
      return Promise.resolve(ACCOUNT_SUSPENDED);
    default:
      return suspendedBecause satisfies never;
  }
}

/** The same for who buys credits: what is owed after a lost dispute is paid by buying them. */
export function refuseSuspendedBuyer(asking: Asking): Promise<AnyUserError | undefined> {
  const isPayingDebt = asking.viewer.account.suspendedBecause === 'LOST_DISPUTE';
  return isPayingDebt ? Promise.resolve(undefined) : refuseSuspended(asking);
}

const LOST_DISPUTE = generalError({
  code: 'ACCOUNT_SUSPENDED',
  message:
    'This account is suspended: the payment of credits that it has spent was disputed and lost. Buy the credits that it owes (balance.debt) with buyCreditPack: it is reinstated within ten minutes.',
});

/** The page shows the invoice, so only keys that may see invoices are told where it is. */
async function unpaidInvoice({ services, viewer }: Asking): Promise<AnyUserError> {
  const maySee = viewer.key.scopes.includes('ACCOUNT_READ');
  const unpaid = maySee ? await services.invoices.unpaid(viewer.account.id) : [];
  const pages = unpaid.flatMap(({ payUrl }) => (payUrl === undefined ? [] : [payUrl]));
  const where = pages.length > 0 ? `at ${pages.join(' and ')}` : 'where the query invoices says (payUrl)';
  return generalError({
    code: 'ACCOUNT_SUSPENDED',
    message: `This account is suspended because of an unpaid invoice. Pay it ${where}: it is reinstated by itself.`,
  });
}
