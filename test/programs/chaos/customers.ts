// Customers who generate, cancel, and ask again under the same key when nobody answered.
import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '../../../simulators/media/index.ts';
import { fromPublicId } from '../../../src/database/index.ts';
import { type GraphqlAnswer, post } from '../../support/gateway-client.ts';
import { GENERATE } from '../../support/gateway-operations.ts';
import { waitUntil } from '../../support/wait-until.ts';

export interface Customer {
  readonly accountId: string;
  readonly key: string;
}

/** One generation that somebody wants, all of it drawn before anything happens. */
export interface Wish {
  readonly number: number;
  readonly customer: number;
  /** Milliseconds after the beginning. */
  readonly at: number;
  readonly model: string;
  readonly count: number;
  /** Milliseconds after it was accepted; undefined when it is not canceled. */
  readonly cancelAfter: number | undefined;
}

const MODELS = ['chaos/anywhere', 'chaos/anywhere', 'chaos/queue', 'chaos/area', 'chaos/voice'] as const;
const CANCELED = 0.2;
const LONGEST_BEFORE_CANCEL_MILLISECONDS = 4_000;
const ANSWER_LIMIT_MILLISECONDS = 180_000;

export interface WishList {
  readonly generations: number;
  readonly customers: number;
  readonly milliseconds: number;
}

export function drawWishes(random: SeededRandom, { generations, customers, milliseconds }: WishList): Wish[] {
  return Array.from({ length: generations }, (_, number) => {
    const model = random.pick(MODELS);
    return {
      number,
      customer: Math.floor(random.next() * customers),
      at: random.next() * milliseconds,
      model,
      count: model === 'chaos/voice' ? 1 : 1 + Math.floor(random.next() * 4),
      cancelAfter: random.next() < CANCELED ? random.next() * LONGEST_BEFORE_CANCEL_MILLISECONDS : undefined,
    };
  });
}

const promptOf = ({ number }: Pick<Wish, 'number'>): string => `wish ${number}`;

/** Asks any gateway until one answers; connections that break and errors inside are asked again. */
export type AskAny = (operation: { query: string; variables: object }, key: string) => Promise<GraphqlAnswer>;

export function askAny(urls: readonly string[]): AskAny {
  let turn = 0;
  return async (operation, key) => {
    let answer: GraphqlAnswer | undefined;
    const ask = async (): Promise<boolean> => {
      turn += 1;
      const url = urls[turn % urls.length] ?? '';
      answer = await post(url, JSON.stringify(operation), { key }).catch(() => undefined);
      return answer?.status === 200 && answer.errors === undefined;
    };
    await waitUntil('a gateway answers', ask, ANSWER_LIMIT_MILLISECONDS).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(answer ?? 'no answer')}`);
    });
    if (answer === undefined) throw new Error('no answer');
    return answer;
  };
}

const CREATE_ACCOUNT = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id } secret userErrors { code message } }
}`;
const GRANT_CREDITS = `mutation ($input: GrantCreditsInput!) {
  grantCredits(input: $input) { balance { available } userErrors { code message } }
}`;
const CANCEL = `mutation ($input: CancelGenerationInput!) {
  cancelGeneration(input: $input) { cancelSent generation { status } userErrors { code message } }
}`;

export async function openCustomer(ask: AskAny, operatorKey: string, name: string): Promise<Customer> {
  const input = { name, planId: 'scale', idempotencyKey: name };
  const created = await ask({ query: CREATE_ACCOUNT, variables: { input } }, operatorKey);
  const { account, secret } = created.data.createAccount;
  const grant = { accountId: account.id, credits: '1000', idempotencyKey: `${name} credits`, source: 'PROMOTION' };
  const granted = await ask({ query: GRANT_CREDITS, variables: { input: grant } }, operatorKey);
  if (granted.data.grantCredits.userErrors.length > 0) throw new Error(JSON.stringify(granted.data));
  return { accountId: uuidOf('acct', account.id), key: secret };
}

/** The generation's id, once a gateway has accepted it; it is canceled then, if that is wished. */
export async function fulfil(ask: AskAny, { key }: Customer, wish: Wish): Promise<string> {
  await delay(wish.at);
  const { model, count } = wish;
  const input = { model, count, prompt: promptOf(wish), idempotencyKey: promptOf(wish) };
  const { data } = await ask({ query: GENERATE, variables: { input } }, key);
  const id = data.generate.generation?.id;
  if (typeof id !== 'string') throw new Error(`refused: ${JSON.stringify(data)}`);
  if (wish.cancelAfter !== undefined) {
    await delay(wish.cancelAfter);
    await ask({ query: CANCEL, variables: { input: { id } } }, key);
  }
  return uuidOf('gen', id);
}

function uuidOf(prefix: 'acct' | 'gen', id: string): string {
  const uuid = fromPublicId(prefix, id);
  if (uuid === undefined) throw new Error(`${id} is no id`);
  return uuid;
}
