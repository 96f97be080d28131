import { expect, it } from '@jest/globals';
import { grantCommand, refundChargeCommand } from '../../src/ledger/index.ts';
import { microCredits } from '../../src/money/index.ts';

const grant = {
  accountId: 'a',
  amount: microCredits(5n),
  source: 'PROMOTION',
  expiresAt: undefined,
  description: undefined,
  idempotencyKey: 'k',
} as const;
const refund = { accountId: 'a', generationId: 'g', amount: undefined, reason: 'It was blurred.', idempotencyKey: 'k' };

it("a grant and a refund have keys of their own, apart from each other's and from customers'", () => {
  expect(grantCommand(grant)).toMatchObject({
    kind: 'add',
    idempotencyKey: 'grant:k',
    amount: 5n,
    source: 'PROMOTION',
  });
  expect(refundChargeCommand(refund)).toMatchObject({ kind: 'refundCharge', idempotencyKey: 'refund:k' });
});

it('what is not said is left to the ledger', () => {
  expect(grantCommand(grant)).not.toHaveProperty('expiresAt');
  expect(refundChargeCommand(refund)).not.toHaveProperty('amount');
});

it.each([
  { amount: microCredits(6n) },
  { source: 'ADJUSTMENT' as const },
  { expiresAt: new Date(0) },
  { description: 'x' },
])('a grant with %p under the same key is another grant', (other) => {
  expect(grantCommand({ ...grant }).inputHash).toBe(grantCommand(grant).inputHash);
  expect(grantCommand({ ...grant, ...other }).inputHash).not.toBe(grantCommand(grant).inputHash);
});

it.each([{ amount: microCredits(1n) }, { generationId: 'h' }, { reason: 'x' }])(
  'a refund with %p under the same key is another refund',
  (other) => {
    expect(refundChargeCommand({ ...refund, ...other }).inputHash).not.toBe(refundChargeCommand(refund).inputHash);
  },
);
