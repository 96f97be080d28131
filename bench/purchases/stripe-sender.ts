// Stripe's end, in a process of its own: signs events and sends them to the gateway's webhook. Arguments: webhook URL, secret, database
// URL, what to do. Events come in as JSON on stdin, what was measured goes out as JSON on stdout.
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';

interface Sent {
  readonly body: string;
}

/** Milliseconds of each, in the order in which they were sent. */
export interface SentAlternately {
  readonly bare: readonly number[];
  readonly webhook: readonly number[];
}

export interface SentAtOnce {
  /** Milliseconds for all. */
  readonly bare: number;
  readonly webhook: number;
  /** What each answer said became of its event. */
  readonly outcomes: readonly string[];
}

const CONNECTIONS = 64;
/** The bare inserts have as many connections as the gateway has to the database. */
const DATABASE_CONNECTIONS = 20;
const WARM_UP = 50;

const [url = '', secret = '', databaseUrl = '', what = 'alternately'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function headersOf(body: string): Record<string, string> {
  const time = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return {
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': `t=${time},v1=${signature}`,
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'content-length': String(Buffer.byteLength(body)),
  };
}

function post(body: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      text(answer).then((said) => {
        if (answer.statusCode === 200) resolve(said);
        else reject(new Error(`${answer.statusCode}: ${said}`));
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The reference: what a database can do for a payment at the least. */
const BARE = {
  name: 'bare',
  text: 'insert into bare_payment (event, amount) values ($1, $2)',
};

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client;
}

async function insertBare(client: pg.Client, body: string): Promise<void> {
  await client.query({ ...BARE, values: [body, 10_000_000] });
}

/** One after the other, each beside a bare insert, so that both meet the same machine. */
async function sendAlternately(events: readonly Sent[]): Promise<SentAlternately> {
  const client = await connect();
  const bare: number[] = [];
  const webhook: number[] = [];
  for (const { body } of events) {
    const headers = headersOf(body);
    const begun = performance.now();
    await insertBare(client, body);
    const between = performance.now();
    const said = await post(body, headers);
    const ended = performance.now();
    if (!said.includes('"CREDITED"')) throw new Error(`not credited: ${said}`);
    bare.push(between - begun);
    webhook.push(ended - between);
  }
  await client.end();
  return { bare: bare.slice(WARM_UP), webhook: webhook.slice(WARM_UP) };
}

async function sendAtOnce(events: readonly Sent[]): Promise<SentAtOnce> {
  const clients = await Promise.all(Array.from({ length: DATABASE_CONNECTIONS }, connect));
  const bare = await timeAll(events, DATABASE_CONNECTIONS, ({ body }, lane) =>
    insertBare(clients[lane] as pg.Client, body),
  );
  const outcomes: string[] = [];
  const webhook = await timeAll(events, CONNECTIONS, async ({ body }) => {
    const { outcome } = JSON.parse(await post(body, headersOf(body))) as { outcome: string };
    outcomes.push(outcome);
  });
  await Promise.all(clients.map((client) => client.end()));
  return { bare, webhook, outcomes };
}

/** Milliseconds until all are done. */
async function timeAll(
  events: readonly Sent[],
  atOnce: number,
  send: (event: Sent, lane: number) => Promise<void>,
): Promise<number> {
  const waiting = [...events];
  const begun = performance.now();
  const lanes = Array.from({ length: atOnce }, async (_, lane) => {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) await send(event, lane);
  });
  await Promise.all(lanes);
  return performance.now() - begun;
}

const events = JSON.parse(await text(process.stdin)) as Sent[];
const measured = what === 'alternately' ? await sendAlternately(events) : await sendAtOnce(events);
process.stdout.write(JSON.stringify(measured));
agent.destroy();
