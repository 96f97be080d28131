// Accounts with generations that are made up: rows and transactions as the gateway would leave them, a second apart.
import { newId } from '../../src/database/index.ts';
import { createKeys } from '../../src/keys/index.ts';
import { credits, type LedgerWorld } from '../support/ledger-world.ts';

export const START = new Date('2026-11-21T12:00:00Z');

export interface Account {
  readonly id: string;
  readonly key: string;
}

export interface Made {
  readonly model?: string;
  readonly estimate?: string;
  readonly status?: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  /** What is charged when it has succeeded. */
  readonly cost?: string;
  readonly apiKeyId?: string;
  /** Delivered, and waiting for the operator. */
  readonly held?: boolean;
  /** Leaves out its row. */
  readonly forgotten?: boolean;
}

const USUAL = { model: 'a/image', estimate: '0.5', status: 'SUCCEEDED', held: false, forgotten: false } as const;

interface Row extends Required<Made> {
  readonly accountId: string;
  readonly generationId: string;
  readonly createdAt: Date;
}

export function createAnomalyAccounts(world: LedgerWorld) {
  async function newAccount(since = START): Promise<Account> {
    world.clock.now = since;
    const id = await world.newAccount('1000');
    const { apiKey } = await createKeys(world.database, () => world.clock.now).create({
      accountId: id,
      name: 'Robot',
      scopes: ['GENERATION_WRITE'],
    });
    return { id, key: apiKey.id };
  }

  const tick = (seconds = 1): void => {
    world.clock.now = new Date(world.clock.now.getTime() + seconds * 1_000);
  };

  /** A generation with its row and its transactions, a second apart. Gives the sequence of the last. */
  async function make(account: Account, made: Made = {}): Promise<bigint> {
    const asked = { ...USUAL, cost: made.estimate ?? USUAL.estimate, apiKeyId: account.key, ...made };
    const generationId = newId();
    tick();
    const createdAt = world.clock.now;
    const reserved = await world.reserve(account.id, '5', { generationId, apiKeyId: asked.apiKeyId });
    const settled = asked.held ? undefined : await settle({ accountId: account.id, generationId, ...asked });
    if (!asked.forgotten) await insertRow({ accountId: account.id, generationId, createdAt, ...asked });
    const last = settled ?? reserved;
    if (last.status !== 'applied') throw new Error(`it was ${last.status}`);
    return last.transaction.sequence;
  }

  /** Everything that follows from its status follows in the statement. */
  async function insertRow({ accountId, generationId, createdAt, ...made }: Row): Promise<void> {
    const { apiKeyId, model, status, estimate, cost, held } = made;
    await world.database.rows(
      `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost,
       cost_estimate, cost, error, created_at, started_at, ended_at, held_at, due_at)
     select $1, $2, $3, $4, '{}', 1, status, 'v1', 5000000, $6, case when is_over and not $8 then
         case status when 'SUCCEEDED' then $7::bigint else 0 end end,
       case status when 'FAILED' then '{"code": "PROVIDER_ERROR"}'::jsonb end, $9::timestamptz,
       case when status <> 'QUEUED' then $9::timestamptz end, case when is_over then $10::timestamptz end,
       case when $8 then $10::timestamptz end, case status when 'RUNNING' then $10::timestamptz end
     from (select $5 as status, $5 not in ('QUEUED', 'RUNNING') as is_over) as one`,
      [
        ...[accountId, generationId, apiKeyId, model, status, credits(estimate), credits(cost), held],
        ...[createdAt, world.clock.now],
      ],
    );
  }

  async function settle({
    accountId,
    generationId,
    status,
    cost,
  }: Required<Pick<Made, 'status' | 'cost'>> & {
    readonly accountId: string;
    readonly generationId: string;
  }) {
    if (status === 'QUEUED' || status === 'RUNNING') return undefined;
    tick();
    const of = { accountId, generationId };
    const command =
      status === 'SUCCEEDED'
        ? ({ kind: 'charge', ...of, amount: credits(cost) } as const)
        : ({ kind: 'refund', ...of, reason: 'Not delivered' } as const);
    return world.ledger.submit({ command });
  }

  async function failures(account: Account, count: number, made: Made = {}): Promise<bigint[]> {
    const sequences: bigint[] = [];
    for (let index = 0; index < count; index += 1) {
      sequences.unshift(await make(account, { status: 'FAILED', ...made }));
    }
    return sequences;
  }

  return { newAccount, tick, make, failures };
}
