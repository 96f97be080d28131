// Webhook endpoints through the API: refusals with their words, scopes, and what is asked of the room.
import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { WebhookDelivery, WebhookEndpoint, Webhooks } from '../../../src/webhooks/index.ts';
import { ACCOUNT_ID, fakeViewer, NOW, openEdge } from '../open-edge.ts';

const ENDPOINT_ID = '01940000-0000-7000-8000-000000000009';
const EVENT_ID = '01940000-0000-7000-8000-00000000000a';
const id = toPublicId('hook', ENDPOINT_ID);
const eventId = toPublicId('evt', EVENT_ID);
const UNKNOWN = { status: 'refused', refusal: { code: 'WEBHOOK_ENDPOINT_NOT_FOUND' } } as const;

const endpoint: WebhookEndpoint = {
  accountId: ACCOUNT_ID,
  id: ENDPOINT_ID,
  url: 'https://example.com/hook',
  description: undefined,
  eventTypes: ['generation.completed', 'auto_top_up.failed'],
  format: 'TOLLGATE',
  status: 'ENABLED',
  failures: 2,
  disabledAt: undefined,
  disabledReason: undefined,
  createdAt: NOW,
};

const ERRORS = 'userErrors { code status path message ... on ParameterError { allowed } }';
const CREATE = `mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
  endpoint { id url eventTypes format status failures } secret ${ERRORS} } }`;
const UPDATE = `mutation ($input: UpdateWebhookEndpointInput!) { updateWebhookEndpoint(input: $input) {
  endpoint { id } ${ERRORS} } }`;
const OTHERS = {
  deleteWebhookEndpoint: `mutation ($id: ID!) { deleteWebhookEndpoint(input: { id: $id }) { deletedId ${ERRORS} } }`,
  rotateWebhookSecret: `mutation ($id: ID!) { rotateWebhookSecret(input: { endpointId: $id }) { secret ${ERRORS} } }`,
  sendTestWebhook: `mutation ($id: ID!) { sendTestWebhook(input: { endpointId: $id }) { eventId ${ERRORS} } }`,
  replayWebhooks: `mutation ($id: ID!) { replayWebhooks(input: { endpointId: $id, since: "2026-11-21T00:00:00Z" }) {
    queuedCount ${ERRORS} } }`,
  updateWebhookEndpoint: `mutation ($id: ID!) { updateWebhookEndpoint(input: { id: $id, enabled: true }) {
    endpoint { id } ${ERRORS} } }`,
} as const;

describe('createWebhookEndpoint', () => {
  it('gives the secret once, and asks for the types by their names on the wire', async () => {
    const asked: unknown[] = [];
    const createEndpoint: Webhooks['createEndpoint'] = async (given) => {
      asked.push(given);
      return { status: 'created', endpoint, secret: 'whsec_abc' };
    };
    const eventTypes = ['GENERATION_COMPLETED', 'AUTO_TOP_UP_FAILED', 'GENERATION_COMPLETED'];
    const input = { url: 'https://example.com/hook', eventTypes };
    const { data } = await openEdge({ webhooks: { createEndpoint } }).ask(CREATE, { input });
    expect(data.createWebhookEndpoint).toEqual({
      endpoint: {
        id,
        url: endpoint.url,
        eventTypes: eventTypes.slice(0, 2),
        format: 'TOLLGATE',
        status: 'ENABLED',
        failures: 2,
      },
      secret: 'whsec_abc',
      userErrors: [],
    });
    expect(asked).toEqual([
      ...[
        {
          accountId: ACCOUNT_ID,
          url: endpoint.url,
          description: undefined,
          eventTypes: endpoint.eventTypes,
          format: 'TOLLGATE',
        },
      ],
    ]);
  });

  it('passes the format on, and says by their names here which types it has words for', async () => {
    const asked: unknown[] = [];
    const refusal = { code: 'INVALID_PARAMETER', path: ['eventTypes'], message: 'No word.' } as const;
    const createEndpoint: Webhooks['createEndpoint'] = async ({ format }) => {
      asked.push(format);
      return { status: 'refused', refusal: { ...refusal, allowed: ['null', 'generation.completed'] } };
    };
    const input = { url: 'https://example.com/', format: 'BABYSEA', eventTypes: ['PURCHASE_PAID'] };
    const { data } = await openEdge({ webhooks: { createEndpoint } }).ask(CREATE, { input });
    expect(asked).toEqual(['BABYSEA']);
    expect(data.createWebhookEndpoint.userErrors).toEqual([
      { ...refusal, status: 422, allowed: ['null', 'GENERATION_COMPLETED'] },
    ]);
  });

  it('says what is wrong with an address and what would be right', async () => {
    const refusal = { code: 'INVALID_PARAMETER', path: ['url'], message: 'No.', allowed: ['https://…'] } as const;
    const createEndpoint: Webhooks['createEndpoint'] = async () => ({ status: 'refused', refusal });
    const edge = openEdge({ webhooks: { createEndpoint } });
    const { data } = await edge.ask(CREATE, { input: { url: 'http://localhost/' } });
    expect(data.createWebhookEndpoint).toMatchObject({ endpoint: null, secret: null });
    expect(data.createWebhookEndpoint.userErrors).toEqual([{ ...refusal, status: 422 }]);
  });

  it('says how many endpoints there may be', async () => {
    const refusal = { code: 'WEBHOOK_ENDPOINT_LIMIT_REACHED', limit: 20 } as const;
    const createEndpoint: Webhooks['createEndpoint'] = async () => ({ status: 'refused', refusal });
    const edge = openEdge({ webhooks: { createEndpoint } });
    const { data } = await edge.ask(CREATE, { input: { url: 'https://example.com/' } });
    expect(data.createWebhookEndpoint.userErrors).toMatchObject([
      { code: 'WEBHOOK_ENDPOINT_LIMIT_REACHED', message: 'An account has at most 20 webhook endpoints.' },
    ]);
  });

  it.each([
    [{ description: '' }, 'description'],
    [{ description: 'x'.repeat(201) }, 'description'],
    [{ eventTypes: [] }, 'eventTypes'],
  ])('refuses %j before the room is asked', async (more, path) => {
    const { data } = await openEdge().ask(CREATE, { input: { url: 'https://example.com/', ...more } });
    expect(data.createWebhookEndpoint.userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: [path] }]);
  });

  it('is not for a suspended account', async () => {
    const viewer = fakeViewer({ status: 'SUSPENDED' });
    const { data } = await openEdge().ask(CREATE, { input: { url: 'https://example.com/' } }, { viewer });
    expect(data.createWebhookEndpoint.userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED' }]);
  });
});

describe('updateWebhookEndpoint', () => {
  it('changes what is named, and null takes the types away', async () => {
    const asked: unknown[] = [];
    const updateEndpoint: Webhooks['updateEndpoint'] = async (change) => {
      asked.push(change);
      return { status: 'done', endpoint };
    };
    const edge = openEdge({ webhooks: { updateEndpoint } });
    await edge.ask(UPDATE, { input: { id, enabled: false } });
    await edge.ask(UPDATE, { input: { id, eventTypes: null, description: null } });
    const address = { accountId: ACCOUNT_ID, id: ENDPOINT_ID };
    expect(asked).toEqual([
      { ...address, status: 'DISABLED' },
      { ...address, eventTypes: null, description: null },
    ]);
  });
});

describe('an endpoint that is not the account’s own', () => {
  it.each(Object.keys(OTHERS) as (keyof typeof OTHERS)[])('is unknown to %s', async (name) => {
    const asked: unknown[] = [];
    const answer = async (given: unknown) => {
      asked.push(given);
      return UNKNOWN;
    };
    const rooms = {
      webhooks: {
        deleteEndpoint: answer,
        rotateSecret: answer,
        sendTest: answer,
        replay: answer,
        updateEndpoint: answer,
      },
    };
    const field = name === 'deleteWebhookEndpoint' || name === 'updateWebhookEndpoint' ? 'id' : 'endpointId';
    const expected = [{ code: 'WEBHOOK_ENDPOINT_NOT_FOUND', status: 404, path: [field] }];
    const { data } = await openEdge(rooms).ask(OTHERS[name], { id });
    expect(data[name].userErrors).toMatchObject(expected);
    expect(asked).toMatchObject([{ accountId: ACCOUNT_ID }]);
    const malformed = await openEdge().ask(OTHERS[name], { id: toPublicId('gen', ENDPOINT_ID) });
    expect(malformed.data[name].userErrors).toMatchObject(expected);
  });
});

describe('rotateWebhookSecret', () => {
  it('without an endpoint replaces the secret of the account itself', async () => {
    const rotateSecret: Webhooks['rotateSecret'] = async (owner) => {
      expect(owner).toEqual({ accountId: ACCOUNT_ID, endpointId: undefined });
      return { status: 'done', secret: 'whsec_new', previousUntil: NOW };
    };
    const rotate = 'mutation { rotateWebhookSecret(input: {}) { secret previousValidUntil userErrors { code } } }';
    const { data } = await openEdge({ webhooks: { rotateSecret } }).ask(rotate);
    expect(data.rotateWebhookSecret).toEqual({
      secret: 'whsec_new',
      previousValidUntil: '2026-11-21T12:00:00.000Z',
      userErrors: [],
    });
  });
});

describe('replayWebhooks', () => {
  const REPLAY = `mutation ($input: ReplayWebhooksInput!) { replayWebhooks(input: $input) {
    queuedCount resumeSince userErrors { code path } } }`;
  const since = '2026-11-20T00:00:00.000Z';

  it('starts at a moment or is of one event', async () => {
    const asked: unknown[] = [];
    const replay: Webhooks['replay'] = async ({ from }) => {
      asked.push(from);
      return { status: 'queued', count: 3, resumeSince: NOW };
    };
    const edge = openEdge({ webhooks: { replay } });
    const { data } = await edge.ask(REPLAY, { input: { endpointId: id, since } });
    expect(data.replayWebhooks).toMatchObject({ queuedCount: 3, resumeSince: NOW.toISOString() });
    await edge.ask(REPLAY, { input: { endpointId: id, eventId } });
    expect(asked).toEqual([{ since: new Date(since) }, { eventId: EVENT_ID }]);
  });

  it.each([[{}], [{ since, eventId }], [{ eventId: 'evt_x' }]])('refuses %j', async (more) => {
    const { data } = await openEdge().ask(REPLAY, { input: { endpointId: id, ...more } });
    expect(data.replayWebhooks.userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: ['since'] }]);
  });
});

const delivery = (number: number): WebhookDelivery => ({
  accountId: ACCOUNT_ID,
  eventId: EVENT_ID.replace(/a$/, String(number)),
  targetId: ENDPOINT_ID,
  type: 'credits.low_balance',
  url: undefined,
  format: undefined,
  status: 'PENDING',
  attempts: 1,
  nextAttemptAt: NOW,
  lastAttemptAt: NOW,
  lastStatusCode: 500,
  lastError: 'HTTP 500',
  lastDurationMilliseconds: 12,
  deliveredAt: undefined,
  createdAt: NOW,
});

describe('the delivery log', () => {
  const LOG = `query ($first: Int, $after: String, $where: WebhookDeliveryWhere) {
    webhookDeliveries(first: $first, after: $after, where: $where) {
      nodes { eventId type status lastStatusCode lastError endpoint { id } } pageInfo { hasNextPage endCursor } } }`;

  it('is read page by page, with its endpoints in one look', async () => {
    const asked: unknown[] = [];
    const looks: unknown[] = [];
    const webhooks: Partial<Webhooks> = {
      deliveries: async (page) => {
        asked.push(page);
        return [delivery(3), delivery(2), delivery(1)].slice(0, page.limit);
      },
      endpointsByIds: async (_accountId, ids) => {
        looks.push(ids);
        return [endpoint];
      },
    };
    const edge = openEdge({ webhooks });
    const first = await edge.ask(LOG, { first: 2, where: { endpointId: id, eventId, status: 'FAILED' } });
    const { nodes, pageInfo } = first.data.webhookDeliveries;
    expect(nodes).toHaveLength(2);
    expect(nodes[0]).toMatchObject({ type: 'CREDITS_LOW_BALANCE', lastError: 'HTTP 500', endpoint: { id } });
    expect(looks).toEqual([[ENDPOINT_ID]]);
    await edge.ask(LOG, { first: 2, after: pageInfo.endCursor });
    expect(asked).toMatchObject([
      { accountId: ACCOUNT_ID, limit: 3, filter: { endpointId: ENDPOINT_ID, eventId: EVENT_ID, status: 'FAILED' } },
      { limit: 3, before: { eventId: delivery(2).eventId, targetId: ENDPOINT_ID } },
    ]);
  });

  it.each([[{ after: 'x' }], [{ first: 0 }], [{ where: { endpointId: 'key_x' } }], [{ where: { eventId: id } }]])(
    'refuses %j with HTTP 400',
    async (variables) => {
      const { status, errors } = await openEdge().ask(LOG, variables);
      expect([status, errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    },
  );
});

describe('webhooks and scopes', () => {
  const LIST = 'query { webhookEndpoints { id url } }';

  it('let nobody change endpoints without KEYS_WRITE', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE'] });
    for (const mutation of Object.values(OTHERS)) {
      const { status, errors } = await openEdge().ask(mutation, { id }, { viewer });
      expect([status, errors[0].extensions.requiredScopes]).toEqual([403, ['KEYS_WRITE']]);
    }
  });

  it('show endpoints to who may read the account, and find one by its id', async () => {
    const viewer = fakeViewer({ scopes: ['ACCOUNT_READ'] });
    const webhooks = { endpoints: async () => [endpoint], endpointsByIds: async () => [endpoint] };
    const { data } = await openEdge({ webhooks }).ask(LIST, {}, { viewer });
    expect(data.webhookEndpoints).toEqual([{ id, url: endpoint.url }]);
    const node = await openEdge({ webhooks }).ask(
      'query ($id: ID!) { node(id: $id) { __typename id } }',
      { id },
      { viewer },
    );
    expect(node.data.node).toEqual({ __typename: 'WebhookEndpoint', id });
    const blind = fakeViewer({ scopes: ['GENERATION_WRITE'] });
    expect((await openEdge().ask(LIST, {}, { viewer: blind })).status).toBe(403);
  });
});
