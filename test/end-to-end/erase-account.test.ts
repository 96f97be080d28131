// Everything personal of an account is erased, and its ledger is as it was.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/config/index.ts';
import { connectDatabase, fromPublicId } from '../../src/database/index.ts';
import { createExportStore } from '../../src/exports/index.ts';
import { createOutputStore } from '../../src/generation/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { type ErasedAccount, eraseAccount } from '../../src/server/commands/erase-account.ts';
import { runEraseAccountCommand } from '../../src/server/commands/run-erase-account-command.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const BOOKS = `{ balance { available reserved } transactions { nodes { id type amount balanceAfter } }
  verifyLedger { ok transactions headHash } }`;
const CREATE = `mutation ($input: CreateAccountInput!) { createAccount(input: $input) {
  account { id } secret userErrors { message } } }`;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
});

afterAll(() => gateway.stop());

/** As the operator does it at a terminal; what that showed. */
async function eraseAtTerminal(account: string): Promise<string[]> {
  const shown: string[] = [];
  const code = await runEraseAccountCommand({
    configure: () => readConfiguration({ DATABASE_URL: gateway.applicationUrl, DATA_DIR: gateway.dataDir }),
    arguments: [account],
    say: () => undefined,
    note: () => undefined,
    progress: { isTTY: true, write: (text) => shown.push(text) },
  });
  expect(code).toBe(0);
  return shown;
}

async function erase(accountId: string): Promise<ErasedAccount | undefined> {
  const database = await connectDatabase({ url: gateway.applicationUrl, orm: ormConfig });
  const outputs = createOutputStore({ dataDir: gateway.dataDir, baseUrl: () => '' });
  try {
    const exports = createExportStore(gateway.dataDir);
    const erasure = { database, outputs, exports, now: () => new Date() };
    return await eraseAccount(erasure, fromPublicId('acct', accountId) ?? '');
  } finally {
    await database.close();
  }
}

const EXPORT = 'query ($id: ID!) { export(id: $id) { status file { url } } }';

/** An export of the log of requests, done. */
async function exportOf(key: string) {
  const asked = await gateway.ask(
    'mutation { createExport(input: { kind: REQUESTS, form: CSV }) { export { id } } }',
    {},
    { key },
  );
  const { id } = asked.data.createExport.export;
  let made = asked.data.createExport.export;
  await waitUntil('the export is done', async () => {
    made = (await gateway.ask(EXPORT, { id }, { key })).data.export;
    return made.status === 'DONE';
  });
  expect((await fetch(made.file.url)).status).toBe(200);
  return made;
}

/** Tables with a row that has one of these words, of all there are. */
const tablesWith = (words: string): Promise<string[]> =>
  withClient(gateway.databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select table_schema || '.' || table_name as name from information_schema.tables
        where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`,
    );
    const found: string[] = [];
    for (const { name } of rows as { name: string }[]) {
      const { rows: some } = await client.query(`select from ${name} as it where it::text ~ $1 limit 1`, [words]);
      if (some.length > 0) found.push(name);
    }
    return found;
  });

describe('the erasure of an account', () => {
  it('leaves nothing that was said, made or called by name, and the ledger verifies with the same head', async () => {
    const { account, secret: key } = (
      await gateway.ask(
        CREATE,
        { input: { name: 'Erwin Erasable', email: 'erwin@erasable.example', idempotencyKey: 'k-9' } },
        { key: gateway.operatorKey },
      )
    ).data.createAccount;
    const ask = async (query: string, variables: object = {}) => (await gateway.ask(query, variables, { key })).data;
    await ask('mutation { createWebhookEndpoint(input: { url: "http://127.0.0.1:9/erasable" }) { endpoint { id } } }');
    await ask('mutation { createApiKey(input: { name: "Erwin, erasable" }) { apiKey { id } } }');
    await ask('mutation { quote(input: { model: "bfl/flux-1.1-pro", prompt: "an erasable quote" }) { quote { id } } }');
    await ask(
      'mutation { setEndUserLimit(input: { endUser: "u-erasable", limit: { amount: "9", period: DAY } }) { limit { amount } } }',
    );
    const said = { prompt: 'an erasable lighthouse', metadata: { userId: 'u-erasable' }, tags: ['erasable'] };
    const { generation } = (await ask(GENERATE, { input: generateInput(said) })).generate;
    await gateway.ended(generation.id, key);
    await ask(GENERATE, { input: generateInput({ ...said, count: 0 }) });
    const LOOK = 'query ($id: ID!) { generation(id: $id) { prompt outputs { url } cost status } }';
    const before = (await ask(LOOK, { id: generation.id })).generation;
    const exported = await exportOf(key);
    const books = await ask(BOOKS);
    expect(books.verifyLedger.ok).toBe(true);
    expect(await tablesWith('[Ee]rasable')).not.toEqual([]);

    const shown = await eraseAtTerminal(account.id);
    expect(shown[0]).toContain(`Erasing what is personal of ${account.id}: 0 of 8 steps, 0 s`);
    expect(shown.at(-2)).toMatch(
      /: 8 of 8 steps, generations 1 of 1, exports 1, requests [1-9]\d*, webhooks [1-9]\d*, e-mails \d+, anomalies 0, names of keys 2, name and address 1, \d+ s$/,
    );

    expect(await tablesWith('[Ee]rasable')).toEqual([]);
    expect((await fetch(before.outputs[0].url)).status).toBe(404);
    expect((await fetch(exported.file.url)).status).toBe(404);
    expect(await readdir(join(gateway.dataDir, 'exports'))).toEqual([]);
    expect(await ask(BOOKS)).toEqual(books);
    expect((await ask(LOOK, { id: generation.id })).generation).toEqual({
      ...{ prompt: null, outputs: [], cost: before.cost, status: before.status },
    });
    expect(await ask('{ account { name email } requests { nodes { id } summary { requests } } }')).toEqual({
      account: { name: '(erased)', email: null },
      requests: { nodes: [], summary: { requests: 0 } },
    });
    expect(await erase(account.id)).toEqual({ generations: 1, left: [] });
  });

  it('says what it had to leave, and touches no other account', async () => {
    const [mine, theirs] = [await gateway.newAccount('5'), await gateway.newAccount('5')];
    const input = generateInput({ parameters: { sandbox: { outcome: 'timeout' } } });
    const { data } = await gateway.ask(GENERATE, { input }, { key: mine.key });
    const { generation } = (await gateway.ask(GENERATE, { input: generateInput() }, { key: theirs.key })).data.generate;
    await gateway.ended(generation.id, theirs.key);
    expect(await erase(mine.id)).toEqual({ generations: 0, left: [data.generate.generation.id] });
    const look = await gateway.ask(
      '{ generations { nodes { prompt } } requests { totalCount } }',
      {},
      { key: theirs.key },
    );
    expect(look.data).toEqual({
      generations: { nodes: [{ prompt: 'a lighthouse at dawn' }] },
      requests: { totalCount: 1 },
    });
    expect(await erase('acct_01m8myjjaxeykb46bgd8vppr6h')).toBeUndefined();
  });
});
