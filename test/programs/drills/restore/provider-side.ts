// A provider of its own: what it was asked for and what it made is in this process, and does not go back with the database. As with Replicate,
// whose HTTP it speaks, every submission makes a new job, whatever its key: work that is begun twice is seen.
import { generateInput } from '../../../support/gateway-operations.ts';
import { type ProviderDouble, REPLICATE_SECRET, startReplicateDouble } from '../../../support/provider-double/index.ts';

export interface ProviderSide {
  /** What a gateway has to be told to use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many jobs it has taken for each idempotency key of a customer. */
  jobsByKey(): ReadonlyMap<string, number>;
  /** Attempts that it has taken a job for. */
  attempts(): ReadonlySet<string>;
  /** Attempts for which it took more than one. */
  takenTwice(): readonly string[];
  close(): Promise<void>;
}

/** Work is found unfinished a few times, and its submission is answered a little later: some of everything is under way at any moment. */
const POLLS = 4;
const ANSWER_MILLISECONDS = 25;

export async function openProviderSide(): Promise<ProviderSide> {
  const double: ProviderDouble = await startReplicateDouble({
    behaviourFor: ({ number }) => ({ pendingPolls: number % POLLS, answerMilliseconds: ANSWER_MILLISECONDS }),
  });
  const { book } = double;
  return {
    environment: {
      REPLICATE_API_TOKEN: 'r8_nobody_has_this_token',
      REPLICATE_WEBHOOK_SECRET: REPLICATE_SECRET,
      REPLICATE_BASE_URL: double.url,
      // Jobs bear the mark of their attempt in the address for webhooks, which leads nowhere here.
      PUBLIC_URL: 'https://shop.invalid',
      SANDBOX: 'off',
      // The payment provider of the drill has keys for tests; a gateway with a real provider wants to hear that this is meant.
      PAYMENTS: 'stripe-test',
    },
    jobsByKey: () => {
      const counts = new Map<string, number>();
      for (const { input } of book.jobs.values()) {
        const key = String(input['prompt']);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    },
    attempts: () => new Set([...book.jobs.values()].map(({ key }) => key)),
    takenTwice: () => book.submittedTwice(),
    close: () => double.close(),
  };
}

/** The prompt tells the provider's jobs apart, whatever attempt they belong to. */
export const namedInput = (idempotencyKey: string): Record<string, unknown> =>
  generateInput({ idempotencyKey, prompt: idempotencyKey, parameters: { width: 256, height: 256 } });
