// The refusal of a suspended account says how the suspension ends.
import type { SuspensionReason } from '../accounts/index.ts';
import type { Services } from './services.ts';
import { ACCOUNT_SUSPENDED, type AnyUserError, generalError } from './user-errors.ts';
import type { Viewer } from './viewer.ts';

/** Who asks, and whom it is asked of. */
export interface Asking {
  readonly services: Services;
  readonly viewer: Viewer;
}

/** Undefined when the account may spend. */
export async function refuseSuspended(asking: Asking): Promise<AnyUserError | undefined> {
  const { status, suspensionReasons = [] } = asking.viewer.account;
  if (status !== 'SUSPENDED') return undefined;
  const isByOperator = suspensionReasons.length === 0 || suspensionReasons.includes('OPERATOR');
  if (isByOperator) return ACCOUNT_SUSPENDED;
  const words = await Promise.all(suspensionReasons.map((reason) => inWords(asking, reason)));
  return generalError({ code: 'ACCOUNT_SUSPENDED', message: `This account is suspended. ${words.join(' ')}` });
}

/** The same for who buys credits: what is owed after money went back is settled by buying them. */
export async function refuseSuspendedBuyer(asking: Asking): Promise<AnyUserError | undefined> {
  const refusal = await refuseSuspended(asking);
  if (refusal === undefined || refusal === ACCOUNT_SUSPENDED) return refusal;
  const { services, viewer } = asking;
  const balance = await services.ledger.balance(viewer.account.id);
  return (balance?.debt ?? 0n) > 0n ? undefined : refusal;
}

const LOST_DISPUTE =
  'The payment of credits that it has spent was disputed and lost. Buy the credits that it owes (balance.debt) with buyCreditPack: that reason ends at once.';

function inWords(asking: Asking, reason: SuspensionReason): Promise<string> {
  switch (reason) {
    case 'UNPAID_INVOICE':
      return unpaidInvoice(asking);
    case 'LOST_DISPUTE':
      return Promise.resolve(LOST_DISPUTE);
    case 'OPERATOR':
      return Promise.resolve('An operator did it.');
    default:
      return reason satisfies never;
  }
}

/** The page shows the invoice, so only keys that may see invoices get its address. */
async function unpaidInvoice({ services, viewer }: Asking): Promise<string> {
  const maySee = viewer.key.scopes.includes('ACCOUNT_READ');
  const unpaid = maySee ? await services.invoices.unpaid(viewer.account.id) : [];
  const pages = unpaid.flatMap(({ payUrl }) => (payUrl === undefined ? [] : [payUrl]));
  const where = pages.length > 0 ? `at ${pages.join(' and ')}` : 'where the query invoices says (payUrl)';
  return `An invoice is unpaid. Pay it ${where}: the account is reinstated by itself. What is owed since its money went back (balance.debt) is bought with buyCreditPack.`;
}

// What bars a new request does not bar the answer to one that was accepted before under the same idempotency key.

export interface Roads<Outcome> {
  /** The first answer under this key, if there was one. */
  readonly repeated: () => Promise<Outcome | undefined>;
  readonly anew: () => Promise<Outcome>;
}

export async function unlessBarred<Outcome>(
  barrier: AnyUserError | undefined,
  { repeated, anew }: Roads<Outcome>,
): Promise<{ readonly barred: AnyUserError } | { readonly outcome: Outcome }> {
  if (barrier === undefined) return { outcome: await anew() };
  const outcome = await repeated();
  return outcome === undefined ? { barred: barrier } : { outcome };
}
