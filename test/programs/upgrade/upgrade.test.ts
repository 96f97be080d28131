// An update under load: the release before and this one on one database that this one has migrated, gateways of the old one killed and
// replaced by new ones. Run by `npm run upgrade`; in the suite it is skipped, since it compiles a second release.
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../../src/config/index.ts';
import { elapsed, withProgress } from '../../../src/server/commands/progress-line.ts';
import { runVerifyLedgerCommand } from '../../../src/server/commands/run-verify-ledger-command.ts';
import { ask } from '../../support/gateway-client.ts';
import {
  buildGateway,
  freePort,
  type GatewayProcess,
  spawnGateway,
  untilServing,
} from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../../support/postgres.ts';
import { killOutright, temporaryFolder } from '../../support/postgres-processes.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { emptyJournal, type Journal, live, type Shop } from './customers.ts';
import { buildReleaseBefore } from './release-before.ts';

const SECONDS = Number(process.env['UPGRADE_SECONDS'] ?? '0');
const CUSTOMERS = 4;
const MILLISECONDS = 1_000;

let database: TestDatabase;
let folder: ReturnType<typeof temporaryFolder>;
let before: string;
let receiver: Server;
const received: { readonly type: string; readonly id: string }[] = [];
const started: GatewayProcess[] = [];
const demoKey = `tg_test_${randomBytes(16).toString('hex')}`;
const operatorKey = `tg_test_${randomBytes(16).toString('hex')}`;

const program = SECONDS > 0 ? describe : describe.skip;

async function start(root?: string): Promise<GatewayProcess> {
  const settings = {
    PORT: String(await freePort()),
    DATABASE_URL: database.applicationUrl,
    MIGRATION_DATABASE_URL: database.url,
    DATA_DIR: join(folder.path, 'data'),
    DEMO_API_KEY: demoKey,
    OPERATOR_API_KEY: operatorKey,
    REQUEST_LIMITS: 'off',
    WEBHOOKS_ALLOW_INSECURE: 'true',
  };
  const gateway = spawnGateway(settings, root);
  started.push(gateway);
  await untilServing(gateway);
  return gateway;
}

const demo = (url: string, query: string, variables: object = {}) => ask(url, { query, variables }, { key: demoKey });

program('an update under load', () => {
  beforeAll(async () => {
    buildGateway();
    folder = temporaryFolder();
    before = process.env['UPGRADE_FOLDER'] ?? buildReleaseBefore(folder.path);
    database = await createTestDatabase();
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { type } = JSON.parse(Buffer.concat(chunks).toString()) as { type: string };
        received.push({ type, id: String(request.headers['webhook-id']) });
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    for (const { child, ended } of started) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    }
    receiver.close();
    await database.drop();
    folder.remove();
  });

  it('loses nothing, does nothing twice, and leaves a ledger that verifies', async () => {
    const old = [await start(before), await start(before)];
    const fresh: GatewayProcess[] = [await start()];
    const first = fresh[0]?.url ?? '';
    const { data } = await demo(first, '{ viewer { account { id } } }');
    await createEndpoint(first);
    const shop: Shop = {
      urls: () => [...old, ...fresh].map(({ url }) => url),
      key: demoKey,
      operatorKey,
      accountId: data.viewer.account.id as string,
    };
    const journal = emptyJournal();
    const end = new AbortController();
    const customers = Array.from({ length: CUSTOMERS }, (_, number) => live(shop, journal, number, end.signal));
    const describeLoad = (): string =>
      `${journal.generated.size} generations, ${fresh.length} gateways of this release`;
    await withProgress(
      process.stderr,
      (taken) => elapsed(describeLoad())(taken),
      async () => {
        const rest = (SECONDS * MILLISECONDS) / (old.length + 1);
        for (const gateway of [...old]) {
          await delay(rest);
          // A machine is lost, and its successor is of the new release.
          await killOutright(gateway.child);
          old.shift();
          fresh.push(await start());
        }
        await delay(rest);
      },
    );
    end.abort();
    await Promise.all(customers);
    await settle(first);
    await judge(journal, first);
  });
});

async function createEndpoint(url: string): Promise<void> {
  const { port } = receiver.address() as AddressInfo;
  const input = { url: `http://127.0.0.1:${port}/hooks`, eventTypes: ['GENERATION_COMPLETED'] };
  const mutation = `mutation ($input: CreateWebhookEndpointInput!) {
    createWebhookEndpoint(input: $input) { endpoint { id } userErrors { code message } } }`;
  const { data, errors } = await demo(url, mutation, { input });
  expect({ errors, problems: data?.createWebhookEndpoint?.userErrors }).toEqual({ errors: undefined, problems: [] });
}

async function settle(url: string): Promise<void> {
  await waitUntil(
    'nothing is reserved',
    async () => (await demo(url, '{ balance { reserved } }')).data.balance.reserved === '0',
    120_000,
  );
  await withClient(database.url, (client) =>
    waitUntil(
      'all webhooks are delivered',
      async () => {
        const { rowCount } = await client.query("select from webhook_delivery where status in ('PENDING', 'SENDING')");
        return rowCount === 0;
      },
      120_000,
    ),
  );
}

async function judge(journal: Journal, url: string): Promise<void> {
  const { generated, paid, granted, wrong, repeated } = journal;
  expect(wrong).toEqual([]);
  const sums = await withClient(database.url, async (client) => {
    const count = async (query: string): Promise<number> => Number((await client.query(query)).rows[0]?.count);
    return {
      generations: await count('select count(*) from generation'),
      charges: await count("select count(*) from ledger_transaction where type = 'CHARGE'"),
      twice: await count(
        "select count(*) from (select 1 from ledger_transaction where type = 'CHARGE' group by account_id, generation_id having count(*) > 1) t",
      ),
      grants: await count(
        "select count(*) from lot where source = 'PROMOTION' and granted = 1000000 and account_id = (select account_id from generation limit 1)",
      ),
      packs: await count("select count(*) from lot where source = 'PACK'"),
      paidPurchases: await count("select count(*) from purchase where status = 'PAID'"),
    };
  });
  process.stdout.write(
    `${JSON.stringify({ generated: generated.size, paid: paid.size, granted: granted.size, repeated, received: received.length, ...sums })}\n`,
  );
  expect(sums).toMatchObject({ generations: generated.size, charges: generated.size, twice: 0 });
  expect(sums.grants).toBe(granted.size);
  expect(sums.packs).toBe(sums.paidPurchases);
  expect(sums.paidPurchases).toBeGreaterThanOrEqual(paid.size);
  expect(new Set(received.map(({ id }) => id)).size).toBe(generated.size);
  expect((await demo(url, '{ balance { available } }')).status).toBe(200);
  const said: string[] = [];
  const code = await runVerifyLedgerCommand({
    configure: () => readConfiguration({ DATABASE_URL: database.url }),
    arguments: ['--workers', '1'],
    say: (line) => said.push(line),
    progress: { write: () => true },
  });
  expect({ code, said }).toEqual({ code: 0, said: [expect.stringContaining('all as it should be')] });
}
