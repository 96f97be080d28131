import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { BillingModeOutcome, BillingModeRefusal, Invoice } from '../../../src/invoices/index.ts';
import { ACCOUNT_ID, credits, fakeViewer, NOW, openEdge } from '../open-edge.ts';

const ID = '01920000-0000-7000-8000-000000000001';

const INVOICE: Invoice = {
  accountId: ACCOUNT_ID,
  id: ID,
  month: '2026-11-01',
  status: 'OPEN',
  credits: credits('12.4'),
  carriedCredits: credits('0.1'),
  price: { billionths: 25_000n, currency: 'USD' },
  total: { minorUnits: 1250n, currency: 'USD' },
  settles: credits('12.5'),
  daysUntilDue: 14,
  providerInvoiceId: 'in_1',
  number: 'TG-0001',
  payUrl: 'https://invoice.example.com/1',
  createdAt: NOW,
  issuedAt: NOW,
  dueAt: NOW,
  paidAt: undefined,
  moneyBack: { minorUnits: 0n, currency: 'USD' },
};
const LINES = [
  {
    number: 1,
    kind: 'CHARGE' as const,
    day: '2026-11-21',
    model: 'a/b',
    count: 3,
    credits: credits('13.4'),
    price: 1_000_000_000n,
  },
  {
    number: 2,
    kind: 'REFUND' as const,
    day: '2026-11-22',
    model: undefined,
    count: 1,
    credits: credits('-1'),
    price: 1_000_000_000n,
  },
];
const rooms = {
  invoices: {
    list: async ({ beforeMonth }: { beforeMonth?: string }) => (beforeMonth === undefined ? [INVOICE] : []),
    byIds: async () => [INVOICE],
    lines: async () => LINES.map((line) => ({ ...line, invoiceId: ID })),
    owed: async () => ({ unbilled: credits('-2'), invoiced: credits('12.5'), reserved: credits('0') }),
  },
};

describe('invoices', () => {
  it('come with their lines, a page at a time, and are found again by their id', async () => {
    const edge = openEdge(rooms);
    const query = `query ($after: String) { invoices(first: 1, after: $after) {
      nodes { id number month status credits carriedCredits creditPrice total { amount currency } payUrl
        lines { day model description count credits } }
      pageInfo { hasNextPage endCursor } } }`;
    const { data, errors } = await edge.ask(query);
    expect(errors).toEqual([]);
    const [node] = data.invoices.nodes;
    expect(node).toMatchObject({
      id: toPublicId('inv', ID),
      month: '2026-11',
      status: 'OPEN',
      credits: '12.4',
      carriedCredits: '0.1',
      creditPrice: '0.000025',
      total: { amount: '12.50', currency: 'USD' },
      lines: [
        { day: '2026-11-21', model: 'a/b', description: 'Generations: a/b, 2026-11-21', count: 3, credits: '13.4' },
        { model: null, description: 'Given back: unknown model, 2026-11-22', credits: '-1' },
      ],
    });
    const next = await edge.ask(query, { after: data.invoices.pageInfo.endCursor });
    expect(next.data.invoices.nodes).toEqual([]);
    const found = await edge.ask('query ($id: ID!) { node(id: $id) { id ... on Invoice { month } } }', { id: node.id });
    expect(found.data.node).toEqual({ id: node.id, month: '2026-11' });
  });

  it('are for keys that may see the account', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_READ'] });
    const { errors } = await openEdge(rooms).ask('{ invoices { nodes { id } } }', {}, { viewer });
    expect(errors[0].extensions.code).toBe('FORBIDDEN_SCOPE');
  });

  it('are not all that is owed: the account says what no invoice asks for yet', async () => {
    const { data } = await openEdge(rooms).ask('{ account { billingMode unbilled } }');
    expect(data.account).toEqual({ billingMode: 'PREPAID', unbilled: '-2' });
  });
});

const SET = `mutation ($input: SetBillingModeInput!) { setBillingMode(input: $input) {
  account { id billingMode } userErrors { __typename code path message status ... on ParameterError { allowed } } } }`;
const accountId = toPublicId('acct', ACCOUNT_ID);

async function errorFor(refusal: BillingModeRefusal): Promise<unknown> {
  const setBillingMode = async (): Promise<BillingModeOutcome> => ({ status: 'refused', refusal });
  const operator = fakeViewer({ scopes: ['OPERATOR'] });
  const edge = openEdge({ invoices: { setBillingMode } });
  const { data } = await edge.ask(SET, { input: { accountId, mode: 'PREPAID' } }, { viewer: operator });
  expect(data.setBillingMode.account).toBeNull();
  return data.setBillingMode.userErrors[0];
}

describe('setBillingMode', () => {
  it('is for the operator', async () => {
    const viewer = fakeViewer({ scopes: ['ACCOUNT_READ', 'BILLING_WRITE'] });
    const { status } = await openEdge().ask(SET, { input: { accountId, mode: 'PREPAID' } }, { viewer });
    expect(status).toBe(403);
  });

  it('says what is owed before an account can pay in advance again', async () => {
    const owed = { reserved: credits('1'), unbilled: credits('2.5'), invoiced: credits('0') };
    expect(await errorFor({ code: 'CREDITS_OWED', ...owed })).toMatchObject({
      code: 'CREDITS_OWED',
      status: 409,
      path: ['mode'],
      message:
        'The account owes credits: 1 set aside, 2.5 unbilled, 0 on unpaid invoices. It becomes prepaid once nothing is owed.',
    });
  });

  it('says what a credit limit has to be, and where none can be had', async () => {
    expect(await errorFor({ code: 'CREDIT_LIMIT_BELOW_USE', used: credits('6') })).toMatchObject({
      code: 'INVALID_PARAMETER',
      path: ['creditLimit'],
      allowed: ['at least 6'],
    });
    expect(await errorFor({ code: 'INVALID_CREDIT_LIMIT', because: 'MISSING' })).toMatchObject({
      allowed: ['more than 0, at most 1000000000'],
    });
    expect(await errorFor({ code: 'POSTPAID_NOT_OFFERED' })).toMatchObject({ code: 'POSTPAID_NOT_OFFERED' });
    expect(await errorFor({ code: 'ACCOUNT_NOT_FOUND' })).toMatchObject({ path: ['accountId'] });
  });
});
