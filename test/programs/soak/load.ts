// Customers who never stop: each asks for balance and pages, generates, follows what it generated to its end or hangs up before, and
// keeps a socket that only listens. The load is the same from the beginning to the end.
import { setTimeout as delay } from 'node:timers/promises';
import { FOLLOW } from '../../support/gateway.ts';
import { ask, subscribe } from '../../support/gateway-client.ts';
import { GENERATE, generateInput } from '../../support/gateway-operations.ts';

export interface Load {
  readonly url: string;
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
}

export interface LoadCounts {
  asked: number;
  generated: number;
  followed: number;
  hungUp: number;
  events: number;
  /** What was answered with an error: the first few, in words. */
  readonly failures: string[];
}

export interface RunningLoad {
  readonly counts: LoadCounts;
  /** Milliseconds of each answer since it was asked before. */
  takeLatencies(): number[];
  /** Done once every customer has come to an end. */
  readonly ended: Promise<void>;
}

const PAUSE_MILLISECONDS = 25;
const ASKS_AGAIN_MILLISECONDS = 500;
/** A generation every so many rounds, and every third of those followers hangs up before its end. */
const GENERATES_EVERY = 8;
const HANGS_UP_EVERY = 3;
/** Of one customer, at once: more than the machine can settle would be a queue that grows, and not a gateway that leaks. */
const MOST_FOLLOWED = 2;

const LOOK = `query ($first: Int!) {
  balance { available reserved }
  transactions(first: $first) { nodes { id type amount generation { id status } } pageInfo { hasNextPage } }
}`;
const STATUS = 'query ($id: ID!) { generation(id: $id) { status } }';
const BALANCES = 'subscription { balanceUpdated { available reserved } }';

export function startLoad(load: Load): RunningLoad {
  const counts: LoadCounts = { asked: 0, generated: 0, followed: 0, hungUp: 0, events: 0, failures: [] };
  let latencies: number[] = [];
  const timed = async (key: string, query: string, variables: object) => {
    const from = performance.now();
    const answer = await ask(load.url, { query, variables }, { key });
    latencies.push(performance.now() - from);
    counts.asked += 1;
    if (answer.errors !== undefined) note(counts, JSON.stringify(answer.errors));
    return answer;
  };
  return {
    counts,
    takeLatencies: () => {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    ended: Promise.all(load.keys.map((key) => live({ load, key, counts, timed }))).then(() => undefined),
  };
}

interface Life {
  readonly load: Load;
  readonly key: string;
  readonly counts: LoadCounts;
  readonly timed: (key: string, query: string, variables: object) => ReturnType<typeof ask>;
}

const note = ({ failures }: LoadCounts, words: string): void => {
  if (failures.length < 10) failures.push(words);
};

async function live(life: Life): Promise<void> {
  const { load, key, counts, timed } = life;
  const authorization = { Authorization: `Bearer ${key}` };
  const balances = subscribe(load.url, { query: BALANCES }, authorization);
  const following = new Set<Promise<void>>();
  for (let round = 0; !load.signal.aborted; round += 1) {
    await timed(key, LOOK, { first: 10 }).catch((error: unknown) => note(counts, String(error)));
    if (round % GENERATES_EVERY === 0 && following.size < MOST_FOLLOWED) {
      const task: Promise<void> = generateAndFollow(life).catch((error: unknown) => note(counts, String(error)));
      following.add(task);
      void task.finally(() => following.delete(task));
    }
    counts.events += balances.events.splice(0).length;
    await delay(PAUSE_MILLISECONDS);
  }
  await Promise.all(following);
  await balances.stop();
}

/** Who hung up asks now and then. */
async function untilEnded(timed: Life['timed'], key: string, id: string): Promise<void> {
  const isOver = async (): Promise<boolean> => {
    const { data } = await timed(key, STATUS, { id });
    return ['SUCCEEDED', 'FAILED', 'CANCELED'].includes(String(data?.generation?.status));
  };
  while (!(await isOver())) await delay(ASKS_AGAIN_MILLISECONDS);
}

async function generateAndFollow({ load, key, counts, timed }: Life): Promise<void> {
  const { data } = await timed(key, GENERATE, { input: generateInput() });
  const id = data?.generate?.generation?.id as string | undefined;
  if (id === undefined) {
    note(counts, `nothing was generated: ${JSON.stringify(data)}`);
    return;
  }
  counts.generated += 1;
  const subscription = subscribe(load.url, { query: FOLLOW, variables: { id } }, { Authorization: `Bearer ${key}` });
  if (counts.generated % HANGS_UP_EVERY === 0) {
    counts.hungUp += 1;
    await subscription.stop();
    await untilEnded(timed, key, id);
    return;
  }
  await subscription.completed;
  counts.followed += 1;
  await subscription.stop();
}
