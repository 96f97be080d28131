// The table of metrics in docs/signals.md and what a gateway exposes are the same, labels and all: read from one that did something of each.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Receiver, startReceiver } from '../webhooks/webhook-world.ts';

interface Documented {
  readonly name: string;
  readonly labels: readonly string[];
}

const TEXT = readFileSync(new URL('../../docs/signals.md', import.meta.url), 'utf8');
const documented: Documented[] = [...TEXT.matchAll(/^\| `(tollgate_\w+)` \|([^|]*)\|/gm)].map(
  ([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).toSorted(),
  }),
);

const BUY = `mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "measured" }) { userErrors { code } } }`;

let gateway: TestGateway;
let customer: Receiver;

const scrape = async (): Promise<string> =>
  (await fetch(`http://127.0.0.1:${gateway.metricsPort ?? 0}/metrics`)).text();

/** By name without the parts of histograms: the labels of its series. */
function exposedIn(text: string): Map<string, string[]> {
  const histograms = new Set([...text.matchAll(/^# TYPE (tollgate_\w+) histogram$/gm)].map(([, name]) => name));
  const found = new Map<string, Set<string>>();
  for (const [, series = '', labels = ''] of text.matchAll(/^(tollgate_\w+)(?:\{(.*)\})? \S+$/gm)) {
    const whole = series.replace(/_(bucket|sum|count)$/, '');
    const name = histograms.has(whole) ? whole : series;
    const own = found.get(name) ?? new Set<string>();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) if (label !== 'le') own.add(label);
    found.set(name, own);
  }
  return new Map([...found].map(([name, labels]) => [name, [...labels].toSorted()]));
}

beforeAll(async () => {
  customer = await startReceiver(() => 200);
  gateway = await startTestGateway({
    environment: { METRICS_PORT: '0', METRICS_READ_SECONDS: '1', WEBHOOKS_ALLOW_INSECURE: 'true' },
  });
});

afterAll(async () => {
  await gateway.stop();
  await customer.close();
});

describe('every metric', () => {
  it('is documented, and what is documented is there, with its labels', async () => {
    const { data } = await gateway.ask(GENERATE, { input: generateInput({ webhookUrl: customer.url }) });
    await gateway.ended(data.generate.generation.id);
    expect((await gateway.ask(BUY)).data.buyCreditPack.userErrors).toEqual([]);
    // What takes hours to come about, as its rooms would have written it.
    await withClient(gateway.databaseUrl, async (client) => {
      await client.query(`insert into ledger_verification (account_id, status, started_at, lease_until, finished_at, result)
        values (gen_random_uuid(), 'DONE', now(), now(), now() - interval '1 minute', '{"ok":true}')`);
      await client.query(`insert into reconciliation (name, reached_at, leased_until) values ('stripe', now(), now())
        on conflict (name) do update set reached_at = now()`);
      await client.query(
        `update generation set held_at = now() - interval '1 hour', cost = null where status = 'SUCCEEDED'`,
      );
    });
    const missing = async (): Promise<string[]> => {
      const exposed = exposedIn(await scrape());
      return documented.map(({ name }) => name).filter((name) => !exposed.has(name));
    };
    await waitUntil('nothing is missing but what waits for too short a time to be seen', async () =>
      (await missing()).every((name) => name === 'tollgate_generations_oldest_queued_seconds'),
    );
    const exposed = exposedIn(await scrape());
    expect([...exposed.keys()].filter((name) => !documented.some((one) => one.name === name))).toEqual([]);
    for (const { name, labels } of documented) {
      if (exposed.has(name)) expect([name, exposed.get(name)]).toEqual([name, labels]);
    }
    expect(await scrape()).toMatch(/^# TYPE tollgate_generations_oldest_queued_seconds gauge$/m);
  });
});
