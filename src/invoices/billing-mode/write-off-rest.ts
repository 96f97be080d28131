// What is left on the credit line of an account that is to pay in advance, and is less than an invoice can ask for, is written
// off: under its name in the ledger, so that it neither keeps the account postpaid for ever nor vanishes.
import { type Operator, recordOperatorActions } from '../../accounts/index.ts';
import type { Transaction } from '../../database/index.ts';
import { companion, hashInput, readCreditLine } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits, ZERO } from '../../money/index.ts';
import { lockPostpaidAccount, savePostpaidAccount } from '../close/postpaid-account.ts';
import type { BillingModeRefusal } from '../decide/decide-billing-mode.ts';
import { decideInvoice } from '../decide/decide-invoice.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import { hasUnpaidInvoice, readOwed } from '../read/read-invoices.ts';

/** Whose, and whom to write down. */
interface WriteOff {
  readonly accountId: string;
  readonly operator?: Operator | undefined;
}

type Context = Pick<InvoiceContext, 'database' | 'ledger' | 'catalog'>;

/** What was written off; undefined when more is owed than that. */
export async function writeOffRest(
  context: Context,
  { accountId, operator }: WriteOff,
  owed: Extract<BillingModeRefusal, { code: 'CREDITS_OWED' }>,
): Promise<MicroCredits | undefined> {
  const { reserved, unbilled, invoiced } = owed;
  if (reserved !== 0n || invoiced !== 0n || !isTooSmall(context, unbilled)) return undefined;
  const { database, ledger } = context;
  const hasUnpaid = await hasUnpaidInvoice(database, accountId);
  const line = await readCreditLine(database, accountId);
  if (hasUnpaid || line === undefined) return undefined;
  const idempotencyKey = `written-off:${line.sequence}`;
  const outcome = await ledger.submit({
    command: {
      kind: 'repay',
      accountId,
      amount: unbilled,
      idempotencyKey,
      inputHash: hashInput({ unbilled }),
      description: `Written off: ${formatCredits(unbilled)} credits are less than an invoice can ask for`,
    },
    companion: companion(forgetRest, { accountId, operator, unbilled, idempotencyKey }),
  });
  return outcome.status === 'refused' ? undefined : unbilled;
}

function isTooSmall({ catalog }: Context, unbilled: MicroCredits): boolean {
  const { price } = catalog.current().storefront.creditUnit;
  if (price === undefined) return false;
  const facts = { credits: [unbilled], carriedCredits: ZERO, price, carriedMoney: 0n };
  return decideInvoice(facts).total.minorUnits === 0n;
}

interface WrittenOff extends WriteOff {
  readonly unbilled: MicroCredits;
  readonly idempotencyKey: string;
}

/** No later invoice bills it; what was charged since it was counted is carried on. */
async function forgetRest(tx: Transaction, all: readonly WrittenOff[], now: Date): Promise<void> {
  for (const writtenOff of all) {
    recordWriteOff(tx, writtenOff, now);
    const { accountId } = writtenOff;
    const account = await lockPostpaidAccount(tx, accountId);
    const line = await readCreditLine(tx, accountId);
    if (account === undefined || line === undefined) continue;
    const { unbilled } = await readOwed(tx, accountId);
    await savePostpaidAccount(tx, { ...account, carriedCredits: unbilled, throughSequence: line.sequence });
  }
}

/** It moves credits by itself, whatever becomes of the change of mode. */
function recordWriteOff(
  tx: Transaction,
  { accountId, operator, unbilled, idempotencyKey }: WrittenOff,
  now: Date,
): void {
  if (operator === undefined) return;
  const changes = { unbilled: [formatCredits(unbilled), '0'] } as const;
  const booking = { idempotencyKey };
  recordOperatorActions(tx, [{ ...operator, accountId, action: 'SET_BILLING_MODE', changes, booking, now }]);
}
