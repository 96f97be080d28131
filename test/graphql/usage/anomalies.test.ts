import { describe, expect, it } from '@jest/globals';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import type { Anomaly } from '../../../src/usage/index.ts';
import { ACCOUNT_ID, credits, fakeViewer, KEY_ID, NOW, openEdge } from '../open-edge.ts';

const ASK = '{ anomalies { kind severity message detectedAt evidence { id type amount } } }';

const anomaly = (more: Partial<Anomaly> = {}): Anomaly => ({
  kind: 'HIGH_CHARGE',
  subject: 'a/model',
  severity: 'WARNING',
  message: 'A charge was high.',
  remedy: 'Give maxCost.',
  apiKeyId: undefined,
  evidence: [7n, 5n],
  detectedAt: NOW,
  ...more,
});

const transaction = (sequence: bigint): LedgerTransaction => ({
  accountId: ACCOUNT_ID,
  sequence,
  type: 'CHARGE',
  amount: credits('0.1'),
  reservedChange: credits('-0.2'),
  availableAfter: credits('1'),
  reservedAfter: credits('0'),
  lots: [],
  generationId: undefined,
  step: undefined,
  apiKeyId: undefined,
  purchaseId: undefined,
  idempotencyKey: undefined,
  inputHash: undefined,
  description: undefined,
  createdAt: NOW,
});

describe('anomalies', () => {
  it('name the key that they are about, and what to do', async () => {
    const asked: unknown[] = [];
    const byIds = async (...given: unknown[]) => {
      asked.push(given);
      return [fakeViewer().key] as never;
    };
    const found = [anomaly({ kind: 'UNKNOWN_ACTIVITY', apiKeyId: KEY_ID }), anomaly()];
    const edge = openEdge({ usage: { anomalies: async () => found }, keys: { byIds } });
    const { data } = await edge.ask('{ anomalies { remedy apiKey { name } } }');
    expect(data.anomalies).toEqual([
      { remedy: 'Give maxCost.', apiKey: { name: 'Asking' } },
      { remedy: 'Give maxCost.', apiKey: null },
    ]);
    expect(asked).toEqual([[ACCOUNT_ID, [KEY_ID]]]);
  });

  it('come with their evidence, all of it read at once', async () => {
    const reads: unknown[] = [];
    const transactionsOfSequences = async (accountId: string, sequences: readonly bigint[]) => {
      reads.push([accountId, [...sequences]]);
      return [...sequences].filter((sequence) => sequence !== 4n).map(transaction);
    };
    const found = [anomaly(), anomaly({ kind: 'UNKNOWN_ACTIVITY', evidence: [7n, 4n] })];
    const edge = openEdge({ usage: { anomalies: async () => found }, ledger: { transactionsOfSequences } });
    const { data } = await edge.ask(ASK);
    expect(data.anomalies).toEqual([
      {
        kind: 'HIGH_CHARGE',
        severity: 'WARNING',
        message: 'A charge was high.',
        detectedAt: NOW.toISOString(),
        evidence: [
          { id: 'txn_7', type: 'CHARGE', amount: '0.1' },
          { id: 'txn_5', type: 'CHARGE', amount: '0.1' },
        ],
      },
      expect.objectContaining({ kind: 'UNKNOWN_ACTIVITY', evidence: [expect.objectContaining({ id: 'txn_7' })] }),
    ]);
    expect(reads).toEqual([[ACCOUNT_ID, [7n, 5n, 4n]]]);
  });

  it('are of the last seven days unless told otherwise, inside the audit window', async () => {
    const asked: unknown[] = [];
    const anomalies = async (...given: unknown[]) => {
      asked.push(given);
      return [];
    };
    const edge = openEdge({ usage: { anomalies } });
    const viewer = fakeViewer({ plan: 'free' });
    for (const query of [
      '{ anomalies { kind } }',
      '{ anomalies(days: null) { kind } }',
      '{ anomalies(days: 30) { kind } }',
    ]) {
      expect((await edge.ask(query, {}, { viewer })).data).toEqual({ anomalies: [] });
    }
    const since = new Date('2026-10-22T12:00:00Z');
    expect(asked).toEqual([7, 7, 30].map((days) => [ACCOUNT_ID, { days, since }]));
  });

  it.each([
    [0, 'scale', '1 to 365'],
    [-1, 'scale', '1 to 365'],
    [366, 'scale', '1 to 365'],
    [31, 'free', '1 to 30'],
  ])('of %d days are refused on the plan %s', async (days, plan, allowed) => {
    const viewer = fakeViewer({ plan });
    const { status, errors } = await openEdge().ask(`{ anomalies(days: ${days}) { kind } }`, {}, { viewer });
    expect([status, errors[0].extensions]).toMatchObject([400, { code: 'BAD_USER_INPUT', allowed: [allowed] }]);
  });

  it('need ACCOUNT_READ', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_READ', 'GENERATION_WRITE'] });
    expect((await openEdge().ask(ASK, {}, { viewer })).status).toBe(403);
  });

  it('are not looked for many times in one request', async () => {
    const many = Array.from({ length: 5 }, (_, index) => `a${index}: anomalies { kind }`).join(' ');
    const { status, errors } = await openEdge().ask(`{ ${many} }`);
    expect([status, errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });
});
