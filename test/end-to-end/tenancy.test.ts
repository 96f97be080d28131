// Every root field of the schema, with the scopes that it needs and with what its ids name. Another account's ids are put into each
// place where an id goes: nothing of that account is seen, and nothing of it changes. A field, or a place for an id, that was added
// without an entry here fails.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { scopesOf } from '../../src/graphql/edge/guard/scopes.ts';
import { buildGraphqlSchema } from '../../src/graphql/index.ts';
import { refusalOnSocket } from '../programs/fuzz/ask-on-socket.ts';
import { FITTING } from '../programs/fuzz/hostile-values.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';

const READ = 'ACCOUNT_READ';
const MAKE = 'GENERATION_WRITE';
const SEE = 'GENERATION_READ';
const BUY = 'BILLING_WRITE';
const KEYS = 'KEYS_WRITE';
const RUN = 'OPERATOR';

/** Kinds of things that belong to an account, by the prefix of their ids. */
type Owned = 'acct' | 'gen' | 'key' | 'pur' | 'hook' | 'evt' | 'quo' | 'txn' | 'req' | 'exp';
/** SHOP: what is for sale to everybody. SENDER: what only distinguishes the sender's own requests. ANY: anything there is. */
type Named = Owned | 'ANY' | 'SHOP' | 'SENDER';
type Entry = readonly [scopes: string, ids?: Readonly<Record<string, Named>>];

const OF_OPERATOR = { 'input.accountId': 'acct', 'input.idempotencyKey': 'SENDER' } as const;

const FIELDS: Readonly<Record<string, Entry>> = {
  'Query.account': [`${READ} ${RUN}`, { id: 'acct' }],
  'Query.accounts': [RUN],
  'Query.anomalies': [READ],
  'Query.apiKeys': [`${READ} ${KEYS}`, { accountId: 'acct', after: 'key' }],
  'Query.auditLog': [RUN, { accountId: 'acct', operatorKeyId: 'key' }],
  'Query.balance': [READ],
  'Query.balanceAt': [READ],
  'Query.creditPacks': [''],
  'Query.endUser': [READ, { id: 'SENDER' }],
  'Query.endUserLimits': [`${READ} ${KEYS}`, { after: 'SENDER' }],
  'Query.estimate': [`${MAKE} ${SEE} ${READ}`, { 'input.model': 'SHOP' }],
  'Query.estimates': [`${MAKE} ${SEE} ${READ}`, { 'inputs.model': 'SHOP' }],
  'Query.export': [READ, { id: 'exp' }],
  'Query.forecast': [READ],
  'Query.generation': [SEE, { id: 'gen' }],
  'Query.generations': [SEE, { 'where.model': 'SHOP' }],
  'Query.heldGenerations': [RUN],
  'Query.invoices': [READ],
  'Query.ledgerVerification': [READ],
  'Query.model': ['', { identifier: 'SHOP' }],
  'Query.models': [''],
  'Query.node': ['', { id: 'ANY' }],
  'Query.operatorActions': [RUN, { accountId: 'acct' }],
  'Query.plans': [''],
  'Query.priceBooks': [RUN],
  'Query.purchases': [READ],
  'Query.receipt': [`${SEE} ${READ}`, { generationId: 'gen' }],
  'Query.reconcileFindings': [RUN],
  'Query.rehearsePriceBook': [RUN],
  'Query.stuckGenerations': [RUN],
  'Query.revenue': [RUN],
  'Query.statement': [READ],
  'Query.requests': [SEE, { 'where.model': 'SHOP', 'where.apiKeyId': 'key' }],
  'Query.transactions': [
    READ,
    { 'where.model': 'SHOP', 'where.generationId': 'gen', 'where.apiKeyId': 'key', 'where.purchaseId': 'pur' },
  ],
  'Query.usage': [READ],
  'Query.verifyLedger': [READ],
  'Query.viewer': [''],
  'Query.webhookDeliveries': [`${READ} ${KEYS}`, { 'where.endpointId': 'hook', 'where.eventId': 'evt' }],
  'Query.whatIf': [READ, { model: 'SHOP', instead: 'SHOP' }],
  'Query.webhookEndpoints': [`${READ} ${KEYS}`],
  'Mutation.billingPortal': [BUY],
  'Mutation.buyCreditPack': [BUY, { 'input.packId': 'SHOP', 'input.idempotencyKey': 'SENDER' }],
  'Mutation.cancelGeneration': [MAKE, { 'input.id': 'gen' }],
  'Mutation.changePlan': [BUY, { 'input.planId': 'SHOP', 'input.idempotencyKey': 'SENDER' }],
  'Mutation.configureAutoTopUp': [BUY, { 'input.packId': 'SHOP' }],
  'Mutation.configureWarnings': [BUY],
  'Mutation.createAccount': [RUN, { 'input.planId': 'SHOP', 'input.idempotencyKey': 'SENDER' }],
  'Mutation.createApiKey': [KEYS, { 'input.accountId': 'acct' }],
  'Mutation.createClientToken': [`${MAKE} ${SEE} ${READ} ${BUY}`],
  'Mutation.createExport': [READ],
  'Mutation.createWebhookEndpoint': [KEYS],
  'Mutation.closeAccount': [RUN, { 'input.accountId': 'acct' }],
  'Mutation.deductCredits': [RUN, OF_OPERATOR],
  'Mutation.editAccount': [RUN, { 'input.accountId': 'acct' }],
  'Mutation.releaseAccount': [RUN, { 'input.accountId': 'acct' }],
  'Mutation.setPlan': [RUN, { 'input.accountId': 'acct', 'input.planId': 'SHOP' }],
  'Mutation.suspendAccount': [RUN, { 'input.accountId': 'acct' }],
  'Mutation.deleteWebhookEndpoint': [KEYS, { 'input.id': 'hook' }],
  'Mutation.generate': [MAKE, { 'input.model': 'SHOP', 'input.idempotencyKey': 'SENDER', 'input.quoteId': 'quo' }],
  'Mutation.grantCredits': [RUN, OF_OPERATOR],
  'Mutation.publishPriceBook': [RUN],
  'Mutation.purgeRequest': [MAKE, { 'input.id': 'req' }],
  'Mutation.quote': [MAKE, { 'input.model': 'SHOP' }],
  'Mutation.refundCharge': [RUN, { ...OF_OPERATOR, 'input.generationId': 'gen' }],
  'Mutation.refundPurchase': [RUN, { ...OF_OPERATOR, 'input.purchaseId': 'pur' }],
  'Mutation.replayWebhooks': [KEYS, { 'input.endpointId': 'hook', 'input.eventId': 'evt' }],
  'Mutation.revokeApiKey': [KEYS, { 'input.id': 'key', 'input.accountId': 'acct' }],
  'Mutation.rotateApiKey': [KEYS, { 'input.id': 'key', 'input.accountId': 'acct' }],
  'Mutation.rotateWebhookSecret': [KEYS, { 'input.endpointId': 'hook' }],
  'Mutation.sendTestWebhook': [KEYS, { 'input.endpointId': 'hook' }],
  'Mutation.setBillingMode': [RUN, { 'input.accountId': 'acct' }],
  'Mutation.setEmailPreference': [BUY],
  'Mutation.setEndUserLimit': [KEYS, { 'input.endUser': 'SENDER' }],
  'Mutation.settleGeneration': [RUN, { 'input.accountId': 'acct', 'input.generationId': 'gen' }],
  'Mutation.startLedgerVerification': [READ],
  'Mutation.startReconciliation': [RUN],
  'Mutation.updateAccount': [KEYS],
  'Mutation.updateApiKey': [KEYS, { 'input.id': 'key' }],
  'Mutation.updateWebhookEndpoint': [KEYS, { 'input.id': 'hook' }],
  'Subscription.anomalyDetected': [READ],
  'Subscription.balanceUpdated': [READ],
  'Subscription.generationUpdated': [SEE, { id: 'gen' }],
  'Subscription.transactionPosted': [READ],
};

const schema = buildGraphqlSchema();
type Field = GraphQLField<unknown, unknown>;

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({ type: type!, field, name: `${type!.name}.${field.name}` })),
);

/** Where an id goes: `where.apiKeyId`. */
function placesOf({ args }: Field): string[] {
  const places = ({ name, type }: { name: string; type: GraphQLInputType }): string[] => {
    const named = getNamedType(type);
    if (isInputObjectType(named)) {
      return Object.values(named.getFields()).flatMap((one) => places(one).map((rest) => `${name}.${rest}`));
    }
    return named.name === 'ID' ? [name] : [];
  };
  return args.flatMap(places);
}

/** A value with one id in it, and with what is required beside. */
function fill(type: GraphQLInputType, way: readonly string[], id: string): unknown {
  if (isNonNullType(type)) return fill(type.ofType, way, id);
  if (isListType(type)) return [fill(type.ofType, way, id)];
  if (isInputObjectType(type)) {
    const [next, ...rest] = way;
    const fields = Object.values(type.getFields()).filter(
      ({ name, type: inner }) => name === next || isNonNullType(inner) || name === 'reason',
    );
    return Object.fromEntries(fields.map((one) => [one.name, fill(one.type, one.name === next ? rest : ['-'], id)]));
  }
  if (way.length === 0) return id;
  return isEnumType(type) ? type.getValues()[0]?.name : FITTING[type.name];
}

/** What is found by an id of this kind. Selections of several types at once would not fit together. */
const TYPES: Readonly<Record<string, string>> = {
  acct: 'Account',
  gen: 'Generation',
  key: 'ApiKey',
  pur: 'Purchase',
  hook: 'WebhookEndpoint',
};

/** Of a type that customers see: were it asked for, the whole operation would be refused, and whatever else it may leak unseen. */
function isForOperators(type: GraphQLObjectType, field: Field): boolean {
  const scopes = scopesOf(type, field);
  return scopes.length === 1 && scopes[0] === RUN && type.name === 'Account';
}

function select(type: GraphQLOutputType, levels: number, id: string): string {
  const named = getNamedType(type);
  if (isInterfaceType(named)) {
    const one = schema.getType(TYPES[id.split('_')[0] ?? ''] ?? '');
    return `{ __typename id ${isObjectType(one) ? `... on ${one.name} ${select(one, levels, id)}` : ''} }`;
  }
  if (!isObjectType(named)) return '';
  const isDeep = ({ type: inner }: Field): boolean =>
    isObjectType(getNamedType(inner)) || isInterfaceType(getNamedType(inner));
  const askable = Object.values(named.getFields()).filter(
    (field) => !field.args.some((one) => isNonNullType(one.type)) && !isForOperators(named, field),
  );
  const texts = askable.flatMap((one) => {
    if (one.name === 'userErrors') return ['userErrors { code }'];
    return isDeep(one) && levels === 0 ? [] : [`${one.name} ${select(one.type, levels - 1, id)}`];
  });
  return `{ __typename ${texts.join(' ')} }`;
}

function operationOf({ type, field }: (typeof roots)[number], place: string | undefined, id: string) {
  const [first = '', ...rest] = place?.split('.') ?? [];
  const given = field.args.filter((one: GraphQLArgument) => one.name === first || isNonNullType(one.type));
  const head = given.map(({ name, type: one }) => `$${name}: ${String(one)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const query = `${type.name.toLowerCase()} Q${head === '' ? '' : `(${head})`} { ${field.name}${passed === '' ? '' : `(${passed})`} ${select(field.type, 1, id)} }`;
  const variables = Object.fromEntries(
    given.map((one) => [one.name, fill(one.type, one.name === first ? rest : ['-'], id)]),
  );
  return { query, variables };
}

describe('the matrix of root fields', () => {
  it('has an entry for each, with its scopes and with every place for an id', () => {
    const found = Object.fromEntries(
      roots.map(({ type, field, name }) => [name, [scopesOf(type, field).join(' '), placesOf(field).sort()]]),
    );
    const written = Object.fromEntries(
      Object.entries(FIELDS).map(([name, [scopes, ids = {}]]) => [name, [scopes, Object.keys(ids).sort()]]),
    );
    expect(found).toEqual(written);
  });
});

describe("another account's ids", () => {
  let gateway: TestGateway;
  let theirs: { id: string; key: string };
  let mine: { id: string; key: string };
  let ids: Readonly<Record<Owned, string>>;
  let marks: readonly string[];
  /** Everything that they can see of themselves. */
  const look = async (): Promise<string> => {
    const query = `{
      account { id name email status } balance { available reserved lots { id remaining } }
      apiKeys { id name prefix scopes revokedAt replacedSecrets { prefix } } purchases { nodes { id status } }
      generations { nodes { id status cost prompt } } requests(where: { endpoint: [GENERATE] }) { nodes { id status } } transactions { nodes { id amount } }
      webhookEndpoints { id url status eventTypes }
    }`;
    const { data, errors } = await gateway.ask(query, {}, { key: theirs.key });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return JSON.stringify(data);
  };

  beforeAll(async () => {
    gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
    [theirs, mine] = [await gateway.newAccount('20'), await gateway.newAccount('20')];
    ids = await makeThings(gateway, theirs);
    marks = Object.values(ids)
      .filter((id) => !id.startsWith('txn'))
      .concat('a prompt of theirs', '127.0.0.1:9/theirs');
  });

  afterAll(() => gateway.stop());

  const cases = roots.flatMap((root) => {
    const [, named = {}] = FIELDS[root.name] ?? [''];
    const places = Object.entries(named).filter(([, kind]) => kind !== 'SHOP' && kind !== 'SENDER');
    return places.map(([place, kind]) => ({ root, place, kind, name: `${root.name}(${place})` }));
  });

  const answerTo = async (
    root: (typeof roots)[number],
    place: string,
    id: string,
  ): Promise<readonly [unknown, unknown]> => {
    const asked = operationOf(root, place, id);
    if (root.type.name === 'Subscription') {
      const errors = await refusalOnSocket(gateway.url, asked, mine.key);
      // It begins for nobody else.
      expect(errors).not.toEqual([]);
      return [undefined, errors];
    }
    const { data, errors } = await gateway.ask(asked.query, asked.variables, { key: mine.key });
    return [data, errors];
  };

  it.each(cases)('in $name show and change nothing of it', async ({ root, place, kind }) => {
    const before = await look();
    const kinds = kind === 'ANY' ? (Object.keys(ids) as Owned[]) : [kind as Owned];
    for (const one of kinds) {
      const id = ids[one];
      const text = JSON.stringify(await answerTo(root, place, id)).replaceAll(id, 'WHAT WAS SENT');
      expect(marks.filter((mark) => text.includes(mark))).toEqual([]);
      // It was understood: what is no valid operation would show nothing in any case.
      expect(text).not.toMatch(/INTERNAL_SERVER_ERROR|GRAPHQL_VALIDATION_FAILED|GRAPHQL_PARSE_FAILED|Variable "/);
    }
    expect(await look()).toBe(before);
  });

  it('show it to its own account: the fields are not just closed', async () => {
    const node = roots.find(({ name }) => name === 'Query.node');
    if (node === undefined) throw new Error('there is no field node');
    for (const id of [ids.acct, ids.gen, ids.key, ids.pur, ids.hook]) {
      const { query, variables } = operationOf(node, 'id', id);
      const { data } = await gateway.ask(query, variables, { key: theirs.key });
      expect([id, data?.node?.id]).toEqual([id, id]);
    }
  });

  it.each(roots.filter(({ name }) => FIELDS[name]?.[1] === undefined && !name.startsWith('Subscription')))(
    'are not in what $name answers to who names none',
    async (root) => {
      const { data, errors } = await gateway.ask(...operationParts(operationOf(root, undefined, '')), {
        key: mine.key,
      });
      expect(marks.filter((mark) => JSON.stringify([data, errors]).includes(mark))).toEqual([]);
    },
  );
});

const operationParts = ({ query, variables }: { query: string; variables: object }) => [query, variables] as const;

/** One of each kind. */
async function makeThings(
  gateway: TestGateway,
  { id, key }: { id: string; key: string },
): Promise<Record<Owned, string>> {
  const ask = async (query: string, variables: object = {}) => {
    const { data, errors } = await gateway.ask(query, variables, { key });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const input = generateInput({ prompt: 'a prompt of theirs' });
  const { generation } = (await ask(GENERATE, { input })).generate;
  await gateway.ended(generation.id, key);
  const made = await ask('mutation { createApiKey(input: { name: "Theirs" }) { apiKey { id } } }');
  const bought = await ask(
    'mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "k" }) { purchase { id } } }',
  );
  const hook = await ask(
    'mutation { createWebhookEndpoint(input: { url: "http://127.0.0.1:9/theirs" }) { endpoint { id } } }',
  );
  const endpointId = hook.createWebhookEndpoint.endpoint.id;
  await ask('mutation ($input: SendTestWebhookInput!) { sendTestWebhook(input: $input) { userErrors { code } } }', {
    input: { endpointId },
  });
  const quoted = await ask('mutation { quote(input: { model: "bfl/flux-1.1-pro" }) { quote { id } } }');
  const exported = await ask('mutation { createExport(input: { kind: TRANSACTIONS }) { export { id } } }');
  const more = await ask(
    '{ transactions(first: 1) { nodes { id } } webhookDeliveries(first: 1) { nodes { eventId } } requests(where: { endpoint: [GENERATE] }) { nodes { id } } }',
  );
  return {
    ...{ acct: id, gen: generation.id, key: made.createApiKey.apiKey.id, pur: bought.buyCreditPack.purchase.id },
    ...{ hook: endpointId, quo: quoted.quote.quote.id, txn: more.transactions.nodes[0].id },
    evt: more.webhookDeliveries.nodes[0].eventId,
    req: more.requests.nodes[0].id,
    exp: exported.createExport.export.id,
  };
}
