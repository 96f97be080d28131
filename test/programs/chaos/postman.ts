// Brings the doubles' webhooks to a gateway: late, in any order, again when nobody answered, and now and then a forged one.
import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '../../../simulators/media/index.ts';
import { fromPublicId } from '../../../src/database/index.ts';
import type { SentWebhook } from '../../support/provider-double/double-webhooks.ts';
import type { ProviderDouble } from '../../support/provider-double/index.ts';

export interface Postman {
  /** Everything that was sent so far has been answered. */
  isIdle(): boolean;
  readonly delivered: number;
  /** Genuine ones that were not believed, forged ones that were. */
  readonly wrongs: readonly string[];
  stop(): void;
}

const LOOK_MILLISECONDS = 50;
const LONGEST_WAY_MILLISECONDS = 1_500;
const AGAIN_AFTER_MILLISECONDS = 300;
const MOST_ANSWERS = 40;
const HEARD = 200;
/** Nobody there, stopping, or not sure yet because a file never comes: neither believed nor refused. */
const UNDECIDED: ReadonlySet<number> = new Set([0, 503]);
const REPEATED = 0.1;
const FORGED = 0.1;

interface Posted {
  readonly status: number;
  readonly answers: number;
  readonly isGenuine: boolean;
}

export function startPostman(
  doubles: ReadonlyMap<string, ProviderDouble>,
  { urls, random }: { readonly urls: readonly string[]; readonly random: SeededRandom },
): Postman {
  const wrongs: string[] = [];
  const seen = new Map<ProviderDouble, number>();
  let [underway, delivered] = [0, 0];
  let isStopped = false;

  const post = async ({ url, headers, rawBody }: SentWebhook): Promise<number> => {
    const gateway = urls[Math.floor(random.next() * urls.length)] ?? '';
    const { pathname, search } = new URL(url);
    const body = new Uint8Array(rawBody);
    const answer = await fetch(`${gateway}${pathname}${search}`, { method: 'POST', headers, body }).catch(
      () => undefined,
    );
    await answer?.text().catch(() => undefined);
    return answer?.status ?? 0;
  };

  const isOver = ({ status, answers, isGenuine }: Posted): boolean =>
    isStopped || answers >= MOST_ANSWERS || status === HEARD || !(isGenuine || UNDECIDED.has(status));

  /** As real providers do, it tries again until it is told that the webhook has arrived. */
  const bring = async (webhook: SentWebhook, isGenuine: boolean): Promise<void> => {
    underway += 1;
    await delay(random.next() * LONGEST_WAY_MILLISECONDS);
    let status = await post(webhook);
    // Nobody there is no answer; a provider goes on until somebody is.
    for (let answers = 1; !isOver({ status, answers, isGenuine }); answers += status === 0 ? 0 : 1) {
      await delay(AGAIN_AFTER_MILLISECONDS);
      status = await post(webhook);
    }
    const isWrong = !UNDECIDED.has(status) && (status === HEARD) !== isGenuine;
    if (isWrong) wrongs.push(`${isGenuine ? 'genuine' : 'forged'} webhook answered ${status}`);
    delivered += 1;
    underway -= 1;
  };

  const take = (double: ProviderDouble, webhook: SentWebhook): void => {
    const isGenuine = isGenuineOf(double, webhook);
    void bring(webhook, isGenuine);
    if (random.next() < REPEATED) void bring(webhook, isGenuine);
    if (random.next() < FORGED) void bring(forged(webhook), false);
  };

  const timer = setInterval(() => {
    for (const double of doubles.values()) {
      for (const webhook of double.webhooks.slice(seen.get(double) ?? 0)) take(double, webhook);
      seen.set(double, double.webhooks.length);
    }
  }, LOOK_MILLISECONDS);
  return {
    isIdle: () => underway === 0 && [...doubles.values()].every((one) => one.webhooks.length === (seen.get(one) ?? 0)),
    get delivered() {
      return delivered;
    },
    wrongs,
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

/** The path ends with the attempt, whose job knows how its webhooks are sent. */
function isGenuineOf({ book }: ProviderDouble, { url }: SentWebhook): boolean {
  const attemptId = fromPublicId('att', new URL(url).pathname.split('/').at(-1) ?? '');
  const job = [...book.jobs.values()].find(({ key }) => key === attemptId);
  return job?.behaviour.webhook !== 'wrong-signature' && job?.behaviour.webhook !== 'stale';
}

/** One byte is another one. */
function forged(webhook: SentWebhook): SentWebhook {
  const rawBody = Buffer.from(webhook.rawBody);
  rawBody[rawBody.length - 2] = (rawBody.at(-2) ?? 0) ^ 1;
  return { ...webhook, rawBody };
}
