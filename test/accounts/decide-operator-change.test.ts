import { expect, it } from '@jest/globals';
import { decideOperatorRelease, decideOperatorSuspension } from '../../src/accounts/decide-operator-change.ts';
import { decideRelease, type SuspensionState } from '../../src/accounts/decide-suspension.ts';

const ACTIVE: SuspensionState = { status: 'ACTIVE', suspensionReasons: [] };
const BY_OPERATOR: SuspensionState = { status: 'SUSPENDED', suspensionReasons: [] };
const UNPAID: SuspensionState = { status: 'SUSPENDED', suspensionReasons: ['UNPAID_INVOICE'] };
const BOTH: SuspensionState = { status: 'SUSPENDED', suspensionReasons: ['OPERATOR', 'UNPAID_INVOICE'] };

it.each([
  [ACTIVE, BY_OPERATOR],
  [UNPAID, BOTH],
  [BY_OPERATOR, undefined],
  [BOTH, undefined],
])('suspending %j makes it %j', (before, after) => expect(decideOperatorSuspension(before)).toEqual(after));

it.each([
  [BY_OPERATOR, ACTIVE],
  [BOTH, UNPAID],
  [ACTIVE, undefined],
  [UNPAID, undefined],
])('releasing %j makes it %j', (before, after) => expect(decideOperatorRelease(before)).toEqual(after));

it('what an operator did outlasts the end of another reason', () => {
  expect(decideRelease(BOTH, 'UNPAID_INVOICE')).toEqual(BY_OPERATOR);
});
