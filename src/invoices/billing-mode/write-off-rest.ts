// What is left on the credit line of an account that is to pay in advance, and is less than an invoice can ask for, is written
// off: under its name in the ledger, so that it neither keeps the account postpaid for ever nor vanishes.
import type { Transaction } from '../../database/index.ts';
import { companion, hashInput, readCreditLine } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits, ZERO } from '../../money/index.ts';
import { lockPostpaidAccount, savePostpaidAccount } from '../close/postpaid-account.ts';
import type { BillingModeRefusal } from '../decide/decide-billing-mode.ts';
import { decideInvoice } from '../decide/decide-invoice.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import { hasUnpaidInvoice, readOwed } from '../read/read-invoices.ts';

type Context = Pick<InvoiceContext, 'database' | 'ledger' | 'catalog'>;

/** What was written off; undefined when more is owed than that. */
export async function writeOffRest(
  context: Context,
  accountId: string,
  owed: Extract<BillingModeRefusal, { code: 'CREDITS_OWED' }>,
): Promise<MicroCredits | undefined> {
  const { reserved, unbilled, invoiced } = owed;
  if (reserved !== 0n || invoiced !== 0n || !isTooSmall(context, unbilled)) return undefined;
  const { database, ledger } = context;
  const hasUnpaid = await hasUnpaidInvoice(database, accountId);
  const line = await readCreditLine(database, accountId);
  if (hasUnpaid || line === undefined) return undefined;
  const outcome = await ledger.submit({
    command: {
      kind: 'repay',
      accountId,
      amount: unbilled,
      idempotencyKey: `written-off:${line.sequence}`,
      inputHash: hashInput({ unbilled }),
      description: `Written off: ${formatCredits(unbilled)} credits are less than an invoice can ask for`,
    },
    companion: companion(forgetRest, { accountId }),
  });
  return outcome.status === 'refused' ? undefined : unbilled;
}

function isTooSmall({ catalog }: Context, unbilled: MicroCredits): boolean {
  const { price } = catalog.current().storefront.creditUnit;
  if (price === undefined) return false;
  const facts = { credits: [unbilled], carriedCredits: ZERO, price, carriedMoney: 0n };
  return decideInvoice(facts).total.minorUnits === 0n;
}

/** No later invoice bills it; what was charged since it was counted is carried on. */
async function forgetRest(tx: Transaction, all: readonly { readonly accountId: string }[]): Promise<void> {
  for (const { accountId } of all) {
    const account = await lockPostpaidAccount(tx, accountId);
    const line = await readCreditLine(tx, accountId);
    if (account === undefined || line === undefined) continue;
    const { unbilled } = await readOwed(tx, accountId);
    await savePostpaidAccount(tx, { ...account, carriedCredits: unbilled, throughSequence: line.sequence });
  }
}
