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
  const writtenOff = await writeOffRest(context, request.accountId, first.refusal);
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
    if (await write(tx, request, now())) {
      recordChange(tx, request, now());
      return { status: 'set' };
    }
    // The wallet is so full that the two do not fit 64 bits together.
    return { status: 'refused', refusal: { code: 'INVALID_CREDIT_LIMIT', because: 'TOO_LARGE' } };
  });
}

function recordChange(
  tx: Transaction,
  { accountId, mode, creditLimit = ZERO, operator }: BillingModeRequest,
  now: Date,
): void {
  if (operator === undefined) return;
  const changes = { billingMode: ['', mode], creditLimit: ['', formatCredits(creditLimit)] } as const;
  recordOperatorActions(tx, [{ ...operator, accountId, action: 'SET_BILLING_MODE', changes, now }]);
}

/** False, and nothing is written, when the ledger does not take the limit. */
async function write(
  tx: Transaction,
  { accountId, mode, creditLimit }: BillingModeRequest,
  now: Date,
): Promise<boolean> {
  if (!(await setCreditLimit(tx, accountId, creditLimit ?? ZERO))) return false;
  await setBillingMode(tx, accountId, mode);
  if (mode === 'PREPAID') return true;
  const line = await readCreditLine(tx, accountId);
  // Nothing before now can have been charged to the credit line.
  const throughSequence = line?.sequence ?? 0n;
  await openPostpaidAccount(tx, { accountId, nextMonth: monthOf(now), throughSequence, now });
  return true;
}
