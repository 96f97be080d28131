import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

const ANOMALIES = '{ anomalies(days: 1) { kind severity message evidence { type amount generation { id status } } } }';

describe('anomalies through the gateway', () => {
  it('tell of a model that fails again and again, with the refunds that show it', async () => {
    const { key } = await gateway.newAccount('1');
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      expect((await gateway.ask(ANOMALIES, {}, { key })).data).toEqual({ anomalies: [] });
      const input = generateInput({ parameters: { sandbox: { outcome: 'fail' } } });
      const { data, errors } = await gateway.ask(GENERATE, { input }, { key });
      expect(errors).toBeUndefined();
      const { id } = data.generate.generation;
      expect(await gateway.ended(id, key)).toMatchObject({ status: 'FAILED', cost: '0' });
      ids.unshift(id);
    }
    const { data } = await gateway.ask(ANOMALIES, {}, { key });
    expect(data.anomalies).toEqual([
      {
        kind: 'REFUND_STREAK',
        severity: 'WARNING',
        message: expect.stringContaining(
          '3 generations of bfl/flux-1.1-pro in a row failed and were refunded (0.156 credits)',
        ),
        evidence: ids.map((id) => ({ type: 'REFUND', amount: '0.052', generation: { id, status: 'FAILED' } })),
      },
    ]);
  });
});
