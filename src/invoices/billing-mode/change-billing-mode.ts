// An operator lets an account pay by invoice, up to a limit, or ends that. Mode and limit change in one transaction.
import {
  type BillingMode,
  hasEmail,
  type Operator,
  recordOperatorActions,
  setBillingMode,
} from '../../accounts/index.ts';
import type { Transaction } from '../../database/index.ts';
import { lockWallet, readCreditLine, setCreditLimit } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits, ZERO } from '../../money/index.ts';
import { openPostpaidAccount } from '../close/postpaid-account.ts';
import { type BillingModeRefusal, decideBillingMode } from '../decide/decide-billing-mode.ts';
import { monthOf } from '../decide/decide-month.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import { hasUnpaidInvoice, readOwed } from '../read/read-invoices.ts';
import { writeOffRest } from './write-off-rest.ts';

export interface BillingModeRequest {
  readonly accountId: string;
  readonly mode: BillingMode;
  /** Counts what is set aside, unbilled and on unpaid invoices. More than zero for POSTPAID; absent for PREPAID. */
  readonly creditLimit: MicroCredits | undefined;
  /** Whom to write down. */
  readonly operator?: Operator | undefined;
}

export type BillingModeOutcome =
  /** `writtenOff`: what was less than an invoice can ask for. */
  | { readonly status: 'set'; readonly writtenOff?: MicroCredits | undefined }
  | { readonly status: 'refused'; readonly refusal: BillingModeRefusal };

type Changing = Pick<InvoiceContext, 'database' | 'ledger' | 'catalog' | 'now'>;

export async function changeBillingMode(context: Changing, request: BillingModeRequest): Promise<BillingModeOutcome> {
  const first = await tryChange(context, request);
  if (first.status === 'set' || first.refusal.code !== 'CREDITS_OWED') return first;
  const writtenOff = await writeOffRest(context, request, first.refusal);
  if (writtenOff === undefined) return first;
  const second = await tryChange(context, request);
  return second.status === 'set' ? { ...second, writtenOff } : second;
}

function tryChange({ database, catalog, now }: Changing, request: BillingModeRequest): Promise<BillingModeOutcome> {
  const hasPrice = catalog.current().storefront.creditUnit.price !== undefined;
  return database.transaction(async (tx): Promise<BillingModeOutcome> => {
    const { accountId, mode, creditLimit } = request;
    if (!(await lockWallet(tx, accountId))) return { status: 'refused', refusal: { code: 'ACCOUNT_NOT_FOUND' } };
    const owed = await readOwed(tx, accountId);
    const hasUnpaid = await hasUnpaidInvoice(tx, accountId);
    const facts = { mode, creditLimit, ...owed, hasUnpaidInvoice: hasUnpaid, hasPrice };
    const refusal = decideBillingMode({ ...facts, hasEmail: await hasEmail(tx, accountId) });
    if (refusal !== undefined) return { status: 'refused', refusal };
    const before = await write(tx, request, now());
    if (before !== undefined) {
      recordChange(tx, request, { before, now: now() });
      return { status: 'set' };
    }
    // The wallet is so full that the two do not fit 64 bits together.
    return { status: 'refused', refusal: { code: 'INVALID_CREDIT_LIMIT', because: 'TOO_LARGE' } };
  });
}

/** How an account paid before, and up to what. */
interface Before {
  readonly mode: BillingMode;
  readonly creditLimit: MicroCredits;
}

function recordChange(
  tx: Transaction,
  { accountId, mode, creditLimit = ZERO, operator }: BillingModeRequest,
  { before, now }: { readonly before: Before; readonly now: Date },
): void {
  if (operator === undefined) return;
  const limits = [formatCredits(before.creditLimit), formatCredits(creditLimit)] as const;
  const changes = { billingMode: [before.mode, mode], creditLimit: limits } as const;
  recordOperatorActions(tx, [{ ...operator, accountId, action: 'SET_BILLING_MODE', changes, now }]);
}

/** Undefined, and nothing is written, when the ledger does not take the limit. */
async function write(
  tx: Transaction,
  { accountId, mode, creditLimit }: BillingModeRequest,
  now: Date,
): Promise<Before | undefined> {
  const line = await readCreditLine(tx, accountId);
  if (!(await setCreditLimit(tx, accountId, creditLimit ?? ZERO))) return undefined;
  const modeBefore = await setBillingMode(tx, accountId, mode);
  if (modeBefore === undefined) throw new Error(`account ${accountId} has a wallet and no row`);
  const before = { mode: modeBefore, creditLimit: line?.limit ?? ZERO };
  if (mode === 'PREPAID') return before;
  // Nothing before now can have been charged to the credit line.
  const throughSequence = line?.sequence ?? 0n;
  await openPostpaidAccount(tx, { accountId, nextMonth: monthOf(now), throughSequence, now });
  return before;
}
