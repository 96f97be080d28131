import { describe, expect, it } from '@jest/globals';
import { microCredits } from '../../../src/money/index.ts';
import {
  ANOMALY_RULES,
  type AnomalyFacts,
  type Charge,
  decideAnomalies,
  type OpenReservation,
  type RefundRun,
  type StrangeTransaction,
} from '../../../src/usage/decide/anomalies.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const before = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);

const run = (more: Partial<RefundRun> = {}): RefundRun => ({
  model: 'a/image',
  refunds: 3,
  amount: microCredits(156_000n),
  error: 'PROVIDER_ERROR',
  lastAt: before(60),
  evidence: [9n, 7n, 5n],
  ...more,
});
const charge = (more: Partial<Charge> = {}): Charge => ({
  sequence: 4n,
  model: 'a/video',
  charged: microCredits(1_500_000n),
  estimate: microCredits(1_000_000n),
  charges: 1,
  median: microCredits(1_500_000n),
  at: before(60),
  ...more,
});
const strange = (more: Partial<StrangeTransaction> = {}): StrangeTransaction => ({
  sequence: 4n,
  reason: 'UNKNOWN_GENERATION',
  amount: microCredits(-52_000n),
  apiKey: undefined,
  at: before(60),
  ...more,
});
const open = (more: Partial<OpenReservation> = {}): OpenReservation => ({
  sequence: 4n,
  reserved: microCredits(52_000n),
  since: before(2_000),
  heldAt: undefined,
  deadlineSeconds: 300,
  ...more,
});

const decide = (facts: Partial<AnomalyFacts>) =>
  decideAnomalies({ runs: [], charges: [], strange: [], open: [], ...facts }, NOW);

describe('anomalies', () => {
  it('are none when nothing was found', () => {
    expect(decide({})).toEqual([]);
  });

  it('come with what happened last at the head', () => {
    const found = decide({
      runs: [run({ lastAt: before(30) })],
      charges: [charge({ at: before(10) })],
      strange: [strange()],
    });
    expect(found.map(({ kind }) => kind)).toEqual(['HIGH_CHARGE', 'REFUND_STREAK', 'UNKNOWN_ACTIVITY']);
  });
});

describe('a streak of refunds', () => {
  it.each([
    [2, undefined],
    [3, 'WARNING'],
    [9, 'WARNING'],
    [10, 'CRITICAL'],
  ])('of %d is %s', (refunds, severity) => {
    expect(decide({ runs: [run({ refunds })] })[0]?.severity).toBe(severity);
  });

  it('says of which model, how many, how much and why', () => {
    expect(decide({ runs: [run()] })).toMatchObject([
      {
        kind: 'REFUND_STREAK',
        severity: 'WARNING',
        message:
          '3 generations of a/image in a row failed and were refunded (0.156 credits), most often because of PROVIDER_ERROR. ' +
          'The model or its provider may have a problem.',
        evidence: [9n, 7n, 5n],
        detectedAt: before(60),
      },
    ]);
  });
});

describe('a charge', () => {
  it.each([
    ['one and a half times its estimate', { charged: 1_500_000n }, 'WARNING'],
    ['a micro-credit less', { charged: 1_499_999n }, undefined],
    ['something, where nothing was estimated', { charged: 1n, estimate: 0n }, 'WARNING'],
    ['five times the usual', { charged: 1_000_000n, charges: 10, median: 200_000n }, 'INFO'],
    ['a little less than five times the usual', { charged: 999_999n, charges: 10, median: 200_000n }, undefined],
    ['five times the usual of too few', { charged: 1_000_000n, charges: 9, median: 200_000n }, undefined],
    ['both', { charged: 1_500_000n, charges: 10, median: 200_000n }, 'WARNING'],
  ])(
    'of %s is %j: %s',
    (_what, {
      charged,
      estimate = 1_000_000n,
      charges = 1,
      median = charged,
    }: {
      charged: bigint;
      estimate?: bigint;
      charges?: number;
      median?: bigint;
    }, severity) => {
      const amounts = {
        charged: microCredits(charged),
        estimate: microCredits(estimate),
        median: microCredits(median),
      };
      expect(decide({ charges: [charge({ ...amounts, charges })] }).map((found) => found.severity)).toEqual(
        severity === undefined ? [] : [severity],
      );
    },
  );

  it('that is high is shown with its estimate, others of the model with it', () => {
    const highest = charge({ sequence: 8n, charged: microCredits(2_100_000n), at: before(5) });
    const other = charge({ sequence: 3n, model: 'b/video' });
    const found = decide({ charges: [charge(), highest, other] });
    expect(found).toMatchObject([
      {
        kind: 'HIGH_CHARGE',
        message: '2 charges for a/video were unexpectedly high, the highest 2.1 credits for an estimate of 1.',
        evidence: [8n, 4n],
        detectedAt: before(5),
      },
      { message: 'A charge for b/video was unexpectedly high: 1.5 credits for an estimate of 1.', evidence: [3n] },
    ]);
  });

  it('that is unusual is shown with what is usual', () => {
    const amounts = { charged: microCredits(1_000_000n), median: microCredits(100_000n), charges: 12 };
    expect(decide({ charges: [charge(amounts)] })[0]?.message).toBe(
      'A charge for a/video was unexpectedly high: 1 credits where 0.1 is the middle of 12 charges.',
    );
  });
});

describe('activity that nobody can know', () => {
  const apiKey = { id: 'k', name: 'Robot', prefix: 'tg_abc', endedAt: new Date('2026-11-20T10:00:00Z') };

  it('is critical, and distinguished by what is strange about it', () => {
    const found = decide({
      strange: [
        strange({ sequence: 9n }),
        strange({ sequence: 8n, at: before(61) }),
        strange({ sequence: 7n, reason: 'UNKNOWN_KEY', at: before(70) }),
        strange({ sequence: 6n, reason: 'ENDED_KEY', apiKey, at: before(80) }),
      ],
    });
    expect(found.map(({ kind, severity }) => [kind, severity])).toEqual(
      Array.from({ length: 3 }, () => ['UNKNOWN_ACTIVITY', 'CRITICAL']),
    );
    expect(found.map(({ evidence }) => evidence)).toEqual([[9n, 8n], [7n], [6n]]);
    expect(found.map(({ message }) => message)).toEqual([
      '2 transactions (-0.104 credits) about generations that the account does not have.',
      '1 transaction (-0.052 credits) with an API key that the account does not have.',
      '1 transaction (-0.052 credits) with the API key "Robot" (tg_abc…) after its end at 2026-11-20T10:00:00.000Z.',
    ]);
  });

  it('names the key that may have leaked, and revoking it', () => {
    const [known, ended, unknown] = [
      decide({ strange: [strange({ apiKey: { ...apiKey, endedAt: undefined } })] })[0],
      decide({ strange: [strange({ reason: 'ENDED_KEY', apiKey })] })[0],
      decide({ strange: [strange({ reason: 'UNKNOWN_KEY' })] })[0],
    ];
    expect(known?.message).toContain('does not have with the API key "Robot" (tg_abc…).');
    expect([known?.apiKeyId, ended?.apiKeyId, unknown?.apiKeyId]).toEqual(['k', 'k', undefined]);
    expect(known?.remedy).toMatch(/the API key "Robot" \(tg_abc…\) may have leaked: revoke it/);
    expect(unknown?.remedy).toMatch(/revoke your API keys/);
  });

  it('shows the last twenty of many, and that there may be more', () => {
    const many = Array.from({ length: ANOMALY_RULES.mostFound }, (_, index) =>
      strange({ sequence: BigInt(index + 1) }),
    );
    const [found] = decide({ strange: many });
    expect(found?.message).toMatch(/^200 or more transactions/);
    expect(found?.evidence).toEqual(Array.from({ length: 20 }, (_, index) => BigInt(200 - index)));
  });
});

describe('a reservation', () => {
  const GRACE = ANOMALY_RULES.settlementGraceSeconds;

  it.each([
    ['within its time', 300, undefined],
    ['just before the grace is over', 300 + GRACE - 0.001, undefined],
    ['when the grace is over', 300 + GRACE, 'WARNING'],
    ['a moment less than a day later', 300 + GRACE + 86_400 - 0.001, 'WARNING'],
    ['a day later', 300 + GRACE + 86_400, 'CRITICAL'],
  ])('%s (%d s) is %s', (_when, age, severity) => {
    expect(decide({ open: [open({ since: before(age) })] })[0]?.severity).toBe(severity);
  });

  it('has the time that its model has', () => {
    expect(decide({ open: [open({ deadlineSeconds: 1_800 })] })).toEqual([]);
  });

  it('that is stuck is counted with the others, and says since when', () => {
    const found = decide({ open: [open(), open({ sequence: 2n, since: before(3_000) })] });
    expect(found).toMatchObject([
      {
        kind: 'STUCK_RESERVATION',
        severity: 'WARNING',
        message:
          '2 reservations (0.104 credits) are neither charged nor refunded, though the time for the work is over; ' +
          `the oldest since ${before(3_000).toISOString()}. They will be settled once the provider has said how the work ended.`,
        evidence: [4n, 2n],
        detectedAt: before(2_000 - 300 - GRACE),
      },
    ]);
  });

  it('that is held for the operator is no fault, but worth knowing', () => {
    expect(decide({ open: [open({ heldAt: before(10) })] })).toMatchObject([
      {
        severity: 'INFO',
        message:
          '1 reservation (0.052 credits) is held until the operator has looked at the cost of what was delivered.',
        detectedAt: before(10),
      },
    ]);
  });
});
