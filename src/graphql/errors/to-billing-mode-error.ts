import type { BillingModeRefusal } from '../../invoices/index.ts';
import { formatCredits } from '../../money/index.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { generalError, invalidParameter } from './user-errors.ts';

const LIMIT_WORDS = {
  MISSING: 'A postpaid account needs a credit limit.',
  NOT_POSITIVE: 'A credit limit is more than 0.',
  TOO_LARGE: 'A credit limit is at most 1,000,000,000.',
  NOT_FOR_PREPAID: 'A prepaid account has no credit limit.',
} as const;

export function toBillingModeError(refusal: BillingModeRefusal): AnyUserError {
  switch (refusal.code) {
    case 'ACCOUNT_NOT_FOUND':
      return unknownAccount();
    case 'POSTPAID_NOT_OFFERED':
      return generalError({
        code: refusal.code,
        message: 'The storefront does not say what a credit costs on an invoice (creditUnit.price).',
        path: ['mode'],
      });
    case 'EMAIL_MISSING':
      return invalidParameter(['accountId'], 'Invoices are sent by e-mail, and this account has no address.', [
        'an account with an e-mail address',
      ]);
    case 'INVALID_CREDIT_LIMIT': {
      const allowed = refusal.because === 'NOT_FOR_PREPAID' ? 'null' : 'more than 0, at most 1000000000';
      return invalidParameter(['creditLimit'], LIMIT_WORDS[refusal.because], [allowed]);
    }
    case 'CREDIT_LIMIT_BELOW_USE': {
      const used = formatCredits(refusal.used);
      return invalidParameter(['creditLimit'], `The account has drawn ${used} credits already.`, [`at least ${used}`]);
    }
    case 'CREDITS_OWED': {
      const [reserved, unbilled, invoiced] = [refusal.reserved, refusal.unbilled, refusal.invoiced].map(formatCredits);
      const parts = `${reserved} set aside, ${unbilled} unbilled, ${invoiced} on unpaid invoices`;
      const message = `The account owes credits: ${parts}. It becomes prepaid once nothing is owed.`;
      return generalError({ code: refusal.code, message, path: ['mode'] });
    }
    default:
      return refusal satisfies never;
  }
}

export const unknownAccount = (): AnyUserError =>
  invalidParameter(['accountId'], 'There is no such account.', ['the id of an account, "acct_…"']);
