// Every request looks up its account: at little cost, and never an old row.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Accounts, createAccounts, openedAccount, suspendAccount } from '../../src/accounts/index.ts';
import { newId, shardOf } from '../../src/database/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';
import { hookStatements } from '../support/statements.ts';

let world: LedgerWorld;
let accounts: Accounts;

beforeAll(async () => {
  world = await createLedgerWorld();
  accounts = createAccounts(world.database, () => new Date('2026-11-29T12:00:00Z'));
});

afterAll(() => world.close());

const open = async (name: string): Promise<string> =>
  openedAccount(await accounts.create({ name, planId: 'free', scopes: [] })).id;

describe('the account of a request', () => {
  it('is all that is known of it, and undefined when there is none', async () => {
    const id = await open('Ada');
    expect(await accounts.find(id)).toEqual({
      id,
      name: 'Ada',
      email: undefined,
      planId: 'free',
      timeZone: 'UTC',
      resetHour: 0,
      billingMode: 'PREPAID',
      limitsEndUsers: false,
      status: 'ACTIVE',
      suspensionReasons: [],
      welcome: undefined,
      createdAt: new Date('2026-11-29T12:00:00Z'),
    });
    expect(await accounts.find(newId())).toBeUndefined();
  });

  it('is asked for together with those of all requests of the same turn of the event loop', async () => {
    const ids = [await open('Ada'), await open('Ben')];
    let statements = 0;
    const unhook = hookStatements(world.database, {
      before: () => {
        statements += 1;
        return undefined;
      },
    });
    // As sockets do: each in a callback of its own.
    const asked = [...ids, ...ids].map(
      (id) => new Promise((resolve) => process.nextTick(() => resolve(accounts.find(id)))),
    );
    const names = (await Promise.all(asked)).map((account) => (account as { name: string }).name);
    unhook();
    expect(names).toEqual(['Ada', 'Ben', 'Ada', 'Ben']);
    expect(statements).toBe(1);
  });

  it('is as it was when the request came, or newer: who asks after a change sees it, whoever asked before', async () => {
    const id = await open('Ada');
    const before = accounts.find(id);
    await shardOf(world.database, id).transaction((tx) =>
      suspendAccount(tx, id, { reason: 'UNPAID_INVOICE', now: new Date() }),
    );
    expect(await accounts.find(id)).toMatchObject({ status: 'SUSPENDED' });
    await before;
  });
});
