// Whether an account may change the way it pays. Pure.
import type { BillingMode } from '../../accounts/index.ts';
import type { MicroCredits } from '../../money/index.ts';

export interface BillingModeFacts {
  readonly mode: BillingMode;
  /** Undefined when none was given. */
  readonly creditLimit: MicroCredits | undefined;
  /** Drawn on the credit line: set aside, unbilled and on unpaid invoices. */
  readonly reserved: MicroCredits;
  readonly unbilled: MicroCredits;
  readonly invoiced: MicroCredits;
  /** Whether an invoice is not paid, whatever it says. */
  readonly hasUnpaidInvoice: boolean;
  /** Whether there is somewhere to send invoices to: Stripe sends none to a customer without an e-mail address. */
  readonly hasEmail: boolean;
  /** Whether the storefront says what a credit costs. */
  readonly hasPrice: boolean;
}

export type BillingModeRefusal =
  | { readonly code: 'ACCOUNT_NOT_FOUND' }
  | { readonly code: 'POSTPAID_NOT_OFFERED' }
  | { readonly code: 'EMAIL_MISSING' }
  | {
      readonly code: 'INVALID_CREDIT_LIMIT';
      readonly because: 'MISSING' | 'NOT_POSITIVE' | 'TOO_LARGE' | 'NOT_FOR_PREPAID';
    }
  | { readonly code: 'CREDIT_LIMIT_BELOW_USE'; readonly used: MicroCredits }
  /** All three in micro-credits; the account becomes prepaid once they are zero. */
  | {
      readonly code: 'CREDITS_OWED';
      readonly reserved: MicroCredits;
      readonly unbilled: MicroCredits;
      readonly invoiced: MicroCredits;
    };

/** 1,000,000,000 credits: beside it there is room in 64 bits for everything that the wallet holds. */
const LARGEST_CREDIT_LIMIT = 10n ** 15n;

/** Undefined when it may. */
export function decideBillingMode(facts: BillingModeFacts): BillingModeRefusal | undefined {
  return facts.mode === 'POSTPAID' ? refusePostpaid(facts) : refusePrepaid(facts);
}

function refusePostpaid(facts: BillingModeFacts): BillingModeRefusal | undefined {
  const { creditLimit, hasEmail, hasPrice, reserved, unbilled, invoiced } = facts;
  if (!hasPrice) return { code: 'POSTPAID_NOT_OFFERED' };
  if (!hasEmail) return { code: 'EMAIL_MISSING' };
  if (creditLimit === undefined) return { code: 'INVALID_CREDIT_LIMIT', because: 'MISSING' };
  if (creditLimit <= 0n) return { code: 'INVALID_CREDIT_LIMIT', because: 'NOT_POSITIVE' };
  if (creditLimit > LARGEST_CREDIT_LIMIT) return { code: 'INVALID_CREDIT_LIMIT', because: 'TOO_LARGE' };
  const used = (reserved + unbilled + invoiced) as MicroCredits;
  return used > creditLimit ? { code: 'CREDIT_LIMIT_BELOW_USE', used } : undefined;
}

function refusePrepaid(facts: BillingModeFacts): BillingModeRefusal | undefined {
  const { creditLimit = 0n, reserved, unbilled, invoiced, hasUnpaidInvoice } = facts;
  if (creditLimit !== 0n) return { code: 'INVALID_CREDIT_LIMIT', because: 'NOT_FOR_PREPAID' };
  if (reserved === 0n && unbilled <= 0n && !hasUnpaidInvoice) return undefined;
  return { code: 'CREDITS_OWED', reserved, unbilled, invoiced };
}
