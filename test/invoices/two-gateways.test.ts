// Gateways that do the invoices' recurring work side by side.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../support/wait-until.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
beforeEach(() => {
  office.at('2026-11-21T12:00:00Z');
  office.problems.length = 0;
});

/** How many wait for a lock. */
async function waiting(): Promise<number> {
  const rows = await office.shop.world.database.rows(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

describe('two gateways', () => {
  it('close a month once: who comes second finds it closed', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    const { database } = office.shop.world;
    const rounds = await database.transaction(async (tx) => {
      await tx.rows('select from postpaid_account where account_id = $1 for update', [account]);
      const begun = [office.roomWith({}).runRound(), office.roomWith({}).runRound()];
      await waitUntil('both wait for the account', async () => (await waiting()) === 2);
      return { begun };
    });
    const closed = (await Promise.all(rounds.begun)).map((round) => round.closed);
    expect(closed.toSorted()).toEqual([0, 1]);
    expect(await office.list(account)).toHaveLength(1);
    expect(office.problems).toEqual([]);
  });

  it('do not ask about the same invoice at the same time', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    const honest = office.payments;
    const asked = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    let calls = 0;
    office.payments = {
      ...honest,
      sendInvoice: async (request) => {
        calls += 1;
        asked.resolve(undefined);
        // Only who came first is held up: a second one would be counted.
        if (calls === 1) await goOn.promise;
        return honest.sendInvoice(request);
      },
    };
    const first = office.room.runRound();
    await asked.promise;
    expect(await office.roomWith({}).runRound()).toMatchObject({ answered: 0 });
    goOn.resolve(undefined);
    await first;
    office.payments = honest;
    expect(calls).toBe(1);
    expect(await office.list(account)).toMatchObject([{ status: 'OPEN' }]);
  });
});
