// A gateway to be asked nonsense, with accounts to ask it for: keys of few scopes and of all, and things of theirs to name.
import { randomUUID } from 'node:crypto';
import { type GraphQLSchema, OperationTypeNode } from 'graphql';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type GraphqlAnswer, post } from '../../support/gateway-client.ts';
import { GENERATE, generateInput } from '../../support/gateway-operations.ts';
import { askOnSocket } from './ask-on-socket.ts';
import { harvest, type Known, newKnown, remember } from './known-values.ts';
import { randomFrom } from './random.ts';
import { type AskedOperation, randomOperation } from './random-operation.ts';

export interface Failure {
  readonly asked: AskedOperation;
  readonly status: number;
  readonly errors: unknown;
}

export interface FuzzRun {
  /** How many more there are now. */
  readonly onAsked?: (count: number) => void;
  readonly schema: GraphQLSchema;
  readonly gateway: TestGateway;
  readonly seed: number;
  readonly documents: number;
}

export interface FuzzReport {
  readonly failures: readonly Failure[];
  /** How often which code came, "none" for an answer without errors: shows that it was not all turned away at the door. */
  readonly codes: ReadonlyMap<string, number>;
}

const SCOPE_SETS: readonly (readonly string[] | undefined)[] = [
  ...[undefined, undefined, undefined, undefined, undefined, undefined, undefined],
  ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'],
  ['GENERATION_WRITE'],
  ['BILLING_WRITE'],
  ['KEYS_WRITE'],
  ['ACCOUNT_READ'],
];

export function startFuzzGateway(): Promise<TestGateway> {
  // No name of a webhook is looked up outside.
  return startTestGateway({ resolveHost: async () => ['127.0.0.1'], forgetsDetails: true });
}

/** Operations one after the other, all out of the seed and of what was answered before. */
export async function fuzz({ schema, gateway, seed, documents, onAsked }: FuzzRun): Promise<FuzzReport> {
  const random = randomFrom(seed);
  const known = newKnown();
  const failures: Failure[] = [];
  const codes = new Map<string, number>();
  const spared = await ownKeys(gateway);
  let keys = await newKeys(gateway, known);
  for (let number = 0; number < documents; number += 1) {
    onAsked?.(1);
    const kind = random.pick(KINDS);
    const asked = randomOperation({ schema, random, known }, kind);
    const key = random.chance(0.4) ? gateway.operatorKey : random.pick(keys);
    const answer = await ask(gateway, { asked, kind, key });
    for (const code of codesOf(answer)) codes.set(code, (codes.get(code) ?? 0) + 1);
    if (hasFailed(answer)) failures.push({ asked, status: answer.status, errors: answer.errors });
    harvest(known, answer.data);
    known['id'] = (known['id'] ?? []).filter((id) => !spared.includes(String(id)));
    // Keys may have been revoked, and the account suspended, by what was asked.
    if (answer.status === 401 || number % 200 === 199) keys = await newKeys(gateway, known);
  }
  return { failures, codes };
}

const KINDS = [
  ...Array.from({ length: 9 }, () => OperationTypeNode.QUERY),
  ...Array.from({ length: 12 }, () => OperationTypeNode.MUTATION),
  OperationTypeNode.SUBSCRIPTION,
];

interface Question {
  readonly asked: AskedOperation;
  readonly kind: OperationTypeNode;
  readonly key: string;
}

async function ask({ url }: TestGateway, { asked, kind, key }: Question): Promise<Answer> {
  if (kind !== OperationTypeNode.SUBSCRIPTION) return post(url, JSON.stringify(asked), { key });
  const errors = await askOnSocket(url, asked, key);
  return { status: 200, data: undefined, errors: errors.length === 0 ? undefined : errors };
}

type Answer = Pick<GraphqlAnswer, 'status' | 'data' | 'errors'>;

const errorCodesOf = ({ errors }: Answer): readonly string[] =>
  errors === undefined ? ['none'] : errors.map((error) => String(error.extensions?.code));

/** Of errors, and of refusals by the rooms. */
function codesOf(answer: Answer): readonly string[] {
  const refusals = JSON.stringify(answer.data ?? null).matchAll(/"code":"([A-Z_]+)"/g);
  return [...errorCodesOf(answer), ...[...refusals].map(([, code]) => `refused: ${code}`)];
}

const hasFailed = (answer: Answer): boolean =>
  answer.status >= 500 || errorCodesOf(answer).includes('INTERNAL_SERVER_ERROR');

/** With an address: others are never postpaid. */
async function newAccount(gateway: TestGateway): Promise<{ id: string; key: string }> {
  const operator = { key: gateway.operatorKey };
  const input = { name: 'Fuzzed', planId: 'scale', email: `${randomUUID()}@example.com` };
  const create = 'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } secret } }';
  const { account, secret } = (await gateway.ask(create, { input }, operator)).data.createAccount;
  const grant = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { replayed } }';
  await gateway.ask(grant, { input: { accountId: account.id, credits: '50', idempotencyKey: account.id } }, operator);
  return { id: account.id, key: secret };
}

/** The operator's: without them there would be no more accounts. */
async function ownKeys(gateway: TestGateway): Promise<readonly string[]> {
  const { data } = await gateway.ask('{ apiKeys { id } }', {}, { key: gateway.operatorKey });
  return data.apiKeys.map(({ id }: { id: string }) => id);
}

/** A client token beside them: whatever it is asked with, it is no key. */
const TOKEN = 'mutation { createClientToken(input: { expiresInSeconds: 3600 }) { token } }';

/** An account with some credits and a generation, a key for each set of scopes, and a client token. */
export async function newKeys(gateway: TestGateway, known: Known): Promise<readonly string[]> {
  const { id, key } = await newAccount(gateway);
  remember(known, 'accountId', id);
  const generated = await gateway.ask(GENERATE, { input: generateInput() }, { key });
  harvest(known, generated.data);
  const hook = 'mutation { createWebhookEndpoint(input: { url: "https://example.com/hook" }) { endpoint { id } } }';
  harvest(known, (await gateway.ask(hook, {}, { key })).data);
  const create = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } secret } }';
  const keys = SCOPE_SETS.map(async (scopes) => {
    if (scopes === undefined) return key;
    const { data } = await gateway.ask(create, { input: { name: 'Narrow', scopes } }, { key });
    harvest(known, data);
    return String(data.createApiKey.secret);
  });
  const { data } = await gateway.ask(TOKEN, {}, { key });
  return [...(await Promise.all(keys)), String(data.createClientToken.token)];
}
