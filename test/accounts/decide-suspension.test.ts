import { describe, expect, it } from '@jest/globals';
import { decideRelease, decideSuspension, type SuspensionState } from '../../src/accounts/decide-suspension.ts';
import type { SuspensionReason } from '../../src/accounts/index.ts';

const suspended = (...suspensionReasons: SuspensionReason[]): SuspensionState => ({
  status: 'SUSPENDED',
  suspensionReasons,
});
const ACTIVE: SuspensionState = { status: 'ACTIVE', suspensionReasons: [] };

describe('a suspension', () => {
  it.each([
    ['an active account', ACTIVE, suspended('LOST_DISPUTE')],
    ['one for another reason', suspended('UNPAID_INVOICE'), suspended('UNPAID_INVOICE', 'LOST_DISPUTE')],
    ['one that an operator suspended', suspended(), suspended('OPERATOR', 'LOST_DISPUTE')],
    ['one that is suspended for it', suspended('LOST_DISPUTE'), undefined],
  ])('for a lost dispute, of %s', (_, before, after) => {
    expect(decideSuspension(before, 'LOST_DISPUTE')).toEqual(after);
  });

  it.each([
    ['the only reason', suspended('LOST_DISPUTE'), ACTIVE],
    ['one of two reasons', suspended('LOST_DISPUTE', 'UNPAID_INVOICE'), suspended('UNPAID_INVOICE')],
    ['the one beside an operator', suspended('OPERATOR', 'LOST_DISPUTE'), suspended()],
    ['none of its reasons', suspended('UNPAID_INVOICE'), undefined],
    ['no reason of an operator', suspended(), undefined],
    ['none of an active account', ACTIVE, undefined],
  ])('ends when a lost dispute was %s', (_, before, after) => {
    expect(decideRelease(before, 'LOST_DISPUTE')).toEqual(after);
  });
});
