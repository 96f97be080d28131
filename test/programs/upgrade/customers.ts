// Customers and an operator who ask gateways of both releases in turn, and repeat with the same key what was not answered.
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, ask } from '../../support/gateway-client.ts';
import { GENERATE, generateInput } from '../../support/gateway-operations.ts';

export interface Journal {
  /** Ids of generations, by idempotency key. */
  readonly generated: Map<string, string>;
  /** Ids of purchases that were paid. */
  readonly paid: Set<string>;
  /** Idempotency keys of grants that were confirmed. */
  readonly granted: Set<string>;
  /** What was refused, or answered in two ways. */
  readonly wrong: string[];
  /** Requests that were not answered, and sent again. */
  repeated: number;
}

export interface Shop {
  /** Of the gateways that live, or are said to. */
  readonly urls: () => readonly string[];
  readonly key: string;
  readonly operatorKey: string;
  readonly accountId: string;
}

const BUY = `mutation ($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) { purchase { id status } checkoutUrl userErrors { code message } } }`;
const GRANT = `mutation ($input: GrantCreditsInput!) {
  grantCredits(input: $input) { userErrors { code message } } }`;

export const emptyJournal = (): Journal => ({
  generated: new Map(),
  paid: new Set(),
  granted: new Set(),
  wrong: [],
  repeated: 0,
});

/** Asks one gateway after the other until one answers. */
async function insist(shop: Shop, journal: Journal, { query, input, key, turn }: Insisting): Promise<Answer> {
  for (let attempt = turn; ; attempt += 1) {
    const urls = shop.urls();
    const url = urls[attempt % urls.length] ?? '';
    const answer = await ask(url, { query, variables: { input } }, { key }).catch(() => undefined);
    if (answer?.data !== undefined && answer.data !== null && answer.errors === undefined) return answer.data;
    if (answer !== undefined && answer.status < 500 && answer.status !== 200) {
      journal.wrong.push(`${url} answered ${answer.status} ${JSON.stringify(answer.errors)}`);
    }
    journal.repeated += 1;
    await delay(50);
  }
}

interface Insisting {
  readonly query: string;
  readonly input: object;
  readonly key: string;
  readonly turn: number;
}

/** One of each, again and again; every fourth request is sent twice, to both releases. */
export async function live(shop: Shop, journal: Journal, number: number, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    const turn = number + round;
    await generate(shop, journal, `${number}-${round}`, turn);
    if (round % 4 === 0) await generate(shop, journal, `${number}-${round}`, turn + 1);
    if (round % 3 === 0) await grant(shop, journal, `grant-${number}-${round}`, turn);
    if (round % 5 === 0) await buy(shop, journal, `pack-${number}-${round}`, turn);
  }
}

async function generate(shop: Shop, journal: Journal, idempotencyKey: string, turn: number): Promise<void> {
  const input = generateInput({ idempotencyKey });
  const { generate: answer } = await insist(shop, journal, { query: GENERATE, input, key: shop.key, turn });
  const id = answer.generation?.id as string | undefined;
  const before = journal.generated.get(idempotencyKey);
  if (id === undefined) journal.wrong.push(`generate ${idempotencyKey}: ${JSON.stringify(answer.userErrors)}`);
  else if (before !== undefined && before !== id) journal.wrong.push(`${idempotencyKey} is ${before} and ${id}`);
  else journal.generated.set(idempotencyKey, id);
}

async function grant(shop: Shop, journal: Journal, idempotencyKey: string, turn: number): Promise<void> {
  const input = { accountId: shop.accountId, credits: '1', description: 'a trial', idempotencyKey };
  const asked = { query: GRANT, input, key: shop.operatorKey, turn };
  const { grantCredits } = await insist(shop, journal, asked);
  if (grantCredits.userErrors.length > 0) journal.wrong.push(JSON.stringify(grantCredits.userErrors));
  journal.granted.add(idempotencyKey);
}

/** The page of the simulator may die under the press; then the purchase stays unpaid, as a customer's would who walks away. */
async function buy(shop: Shop, journal: Journal, idempotencyKey: string, turn: number): Promise<void> {
  const { nodes: packs } = { nodes: ['pack-10'] };
  const input = { packId: packs[0], idempotencyKey };
  const { buyCreditPack } = await insist(shop, journal, { query: BUY, input, key: shop.key, turn });
  const { purchase, checkoutUrl, userErrors } = buyCreditPack;
  if (purchase === null) return void journal.wrong.push(JSON.stringify(userErrors));
  const isPaid = await pay(checkoutUrl).catch(() => false);
  if (isPaid) journal.paid.add(purchase.id);
}

async function pay(checkoutUrl: string): Promise<boolean> {
  const page = await (await fetch(checkoutUrl)).text();
  const actions = [...page.matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action ?? '');
  const action = actions.find((candidate) => candidate.endsWith('/pay'));
  if (action === undefined) return false;
  const landed = await fetch(new URL(action, checkoutUrl), { method: 'POST' });
  return landed.ok;
}
