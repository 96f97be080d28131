// The control: a small world in which all is well, and what the checker says when one thing in it is not.
import { describe, expect, it } from '@jest/globals';
import { type Evidence, findViolations, type SeenTransaction } from './check-chaos.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 21, 12, 0, second));
const PRICE = 50n;

const transaction = (
  generationId: string,
  [type, step]: readonly [string, number],
  [amount, reservedChange]: readonly [bigint, bigint],
): SeenTransaction => ({ accountId: 'a', generationId, type, step, amount, reservedChange });

const attempt = (id: string, status: string, error?: string) => ({
  id: `${id}-1`,
  generationId: id,
  provider: 'fal',
  status,
  error,
  startedAt: at(1),
  endedAt: at(5),
});

const submission = (id: string, delivered: number) => ({
  key: `${id}-1`,
  accepted: true,
  delivered,
  behaviour: '',
  lost: false,
});

/** `paid` was delivered, `back` was refunded, `late` was delivered after its refund. */
const GOOD: Evidence = {
  accepted: ['paid', 'back', 'late'],
  generations: [
    { id: 'paid', status: 'SUCCEEDED', cost: 100n, price: PRICE, outputs: 2, error: undefined, deadline: at(9) },
    { id: 'back', status: 'FAILED', cost: 0n, price: PRICE, outputs: 0, error: 'CONTENT_POLICY', deadline: at(9) },
    { id: 'late', status: 'SUCCEEDED', cost: 50n, price: PRICE, outputs: 1, error: undefined, deadline: at(9) },
  ],
  attempts: [attempt('paid', 'SUCCEEDED'), attempt('back', 'FAILED', 'CONTENT_POLICY'), attempt('late', 'FAILED')],
  transactions: [
    { accountId: 'a', generationId: undefined, type: 'ADD', step: undefined, amount: 1_000n, reservedChange: 0n },
    transaction('paid', ['RESERVE', 0], [-200n, 200n]),
    transaction('paid', ['CHARGE', 1], [100n, -200n]),
    transaction('back', ['RESERVE', 0], [-50n, 50n]),
    transaction('back', ['REFUND', 1], [50n, -50n]),
    transaction('late', ['RESERVE', 0], [-50n, 50n]),
    transaction('late', ['REFUND', 1], [50n, -50n]),
    transaction('late', ['CHARGE', 2], [-50n, 0n]),
  ],
  accounts: [{ id: 'a', granted: 1_000n, available: 850n, reserved: 0n, problems: [] }],
  submissions: [submission('paid', 2), submission('back', 0), submission('late', 1)],
  kills: [],
};

const without = <Item>(items: readonly Item[], index: number): Item[] => items.filter((_, place) => place !== index);

const first = (change: Partial<Evidence['generations'][number]>): Evidence => ({
  ...GOOD,
  generations: GOOD.generations.map((one, index) => (index === 0 ? { ...one, ...change } : one)),
});

const withSubmissions = (paid: number, back: number): Evidence => ({
  ...GOOD,
  submissions: [submission('paid', paid), submission('back', back), submission('late', 1)],
});

const BAD: readonly (readonly [string, Evidence, RegExp])[] = [
  ['a lost refund', { ...GOOD, transactions: without(GOOD.transactions, 4) }, /its ledger says RESERVE$/],
  ['a lost charge', { ...GOOD, transactions: without(GOOD.transactions, 2) }, /its ledger says RESERVE$/],
  [
    'a second charge',
    { ...GOOD, transactions: [...GOOD.transactions, transaction('paid', ['CHARGE', 2], [-100n, 0n])] },
    /its ledger says RESERVE CHARGE CHARGE/,
  ],
  ['one that never ends', first({ status: 'RUNNING', cost: undefined, outputs: 0 }), /it has not ended/],
  ['one that is held', first({ cost: undefined }), /it is not settled/],
  ['another cost than was paid', first({ cost: 99n }), /it says that it cost 99, and 100 was paid/],
  ['a charge for nothing', withSubmissions(0, 0), /it was charged, and nobody delivered/],
  ['a charge for more than came', withSubmissions(1, 0), /1 outputs were delivered, and it has 2/],
  ['a delivery that was refunded', withSubmissions(2, 1), /fal delivered .*, and it was refunded/],
  ['a generation that is gone', { ...GOOD, accepted: [...GOOD.accepted, 'gone'] }, /was accepted and is gone/],
  ['one that nobody was told of', { ...GOOD, accepted: ['paid', 'back'] }, /was accepted twice/],
  [
    'an attempt submitted twice',
    { ...GOOD, submissions: [...GOOD.submissions, submission('back', 0)] },
    /attempt back-1 was submitted twice/,
  ],
  [
    'an attempt that was left open',
    { ...GOOD, attempts: [...GOOD.attempts, { ...attempt('paid', 'SUBMITTED'), id: 'paid-2' }] },
    /its attempt paid-2 is still open/,
  ],
  [
    'credits that are nowhere',
    { ...GOOD, accounts: [{ id: 'a', granted: 1_000n, available: 849n, reserved: 0n, problems: [] }] },
    /1000 granted, 849 available, 0 reserved, 150 charged/,
  ],
  [
    'a ledger that does not verify',
    { ...GOOD, accounts: [{ id: 'a', granted: 1_000n, available: 850n, reserved: 0n, problems: ['a broken chain'] }] },
    /account a: a broken chain/,
  ],
];

describe('the checker of the chaos run', () => {
  it('finds nothing where all is well', () => {
    expect(findViolations(GOOD)).toEqual([]);
  });

  it.each(BAD)('sees %s', (_, evidence, problem) => {
    expect(findViolations(evidence).join('\n')).toMatch(new RegExp(problem, 'm'));
  });

  it('knows that an answer that nobody heard was not delivered, and that only a synchronous one can be lost so', () => {
    const lost = (provider: string): Evidence => ({
      ...withSubmissions(2, 1),
      attempts: GOOD.attempts.map((one) =>
        one.generationId === 'back' ? { ...one, provider, error: 'PROVIDER_ANSWER_LOST' } : one,
      ),
      kills: [at(3)],
    });
    expect(findViolations(lost('openai'))).toEqual([]);
    expect(findViolations({ ...lost('openai'), kills: [at(9)] })).toHaveLength(1);
    expect(findViolations(lost('fal'))).toHaveLength(1);
  });

  it('knows that a synchronous call is broken off at the deadline, and that others are asked until they say something', () => {
    const late = (provider: string): Evidence => ({
      ...withSubmissions(2, 1),
      attempts: GOOD.attempts.map((one) =>
        one.generationId === 'back' ? { ...one, provider, error: 'PROVIDER_TIMEOUT' } : one,
      ),
    });
    expect(findViolations(late('openai'))).toEqual([]);
    expect(findViolations(late('fal'))).toHaveLength(1);
  });

  it('knows that what its customer canceled is not charged when it comes as its deadline passes, and only then', () => {
    const canceled = (status: string, endedAt: Date): Evidence => ({
      ...withSubmissions(2, 1),
      generations: GOOD.generations.map((one) => (one.id === 'back' ? { ...one, status, error: undefined } : one)),
      attempts: GOOD.attempts.map((one) => (one.generationId === 'back' ? { ...one, status, endedAt } : one)),
    });
    expect(findViolations(canceled('CANCELED', at(9)))).toEqual([]);
    expect(findViolations(canceled('CANCELED', at(8)))).toHaveLength(1);
    expect(findViolations(canceled('FAILED', at(9)))).toHaveLength(1);
  });
});
