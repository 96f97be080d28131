// The answers of those who are compared with, made anew for each request out of rows whose texts are written already.
import { randomUUID } from 'node:crypto';
import { PAGE, plainBalance, plainTransactions } from '../rows.ts';

const transactions = plainTransactions();

export const plainAnswers = {
  balance: () => plainBalance(),
  transactions: (first: number) => {
    const edges = transactions.slice(0, first).map(({ cursor, ...node }) => ({ cursor, node }));
    return { edges, pageInfo: { hasNextPage: first <= PAGE, endCursor: edges.at(-1)?.cursor } };
  },
  generate: () => ({
    generation: { id: `gen_${randomUUID()}`, status: 'QUEUED', costEstimate: '0.04' },
    replayed: false,
    userErrors: [],
  }),
};

/** As much of the gateway's schema as the three operations need. */
export const PLAIN_SCHEMA = `
  type Query {
    balance: Balance!
    transactions(first: Int = 50, after: String): TransactionConnection!
  }
  type Mutation { generate(input: GenerateInput!): GeneratePayload! }
  type Balance {
    available: String! reserved: String! frozen: String! debt: String! expiringSoon: String!
    sequence: String! asOf: String!
  }
  type TransactionConnection { edges: [TransactionEdge!]! pageInfo: PageInfo! }
  type TransactionEdge { cursor: String! node: Transaction! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  enum TransactionType { RESERVE CHARGE }
  type Transaction {
    id: ID! sequence: String! type: TransactionType! amount: String! balanceAfter: String! reservedAfter: String!
    description: String! createdAt: String!
  }
  input GenerateInput { model: ID! prompt: String idempotencyKey: ID! count: Int = 1 }
  type GeneratePayload { generation: Generation replayed: Boolean! userErrors: [UserError!]! }
  type Generation { id: ID! status: String! costEstimate: String! }
  type UserError { code: String! message: String! }
`;

export const plainResolvers = {
  Query: {
    balance: async () => plainAnswers.balance(),
    transactions: async (_root: unknown, { first }: { first: number }) => plainAnswers.transactions(first),
  },
  Mutation: { generate: async () => plainAnswers.generate() },
};

const STAMP = { request_id: randomUUID(), message: 'ok', timestamp: new Date(0).toISOString() };

/** As BabySea's paths are answered. */
export const plainRest = {
  '/babysea/v1/user/billing': () => ({
    ...{ status: 'success', ...STAMP },
    data: {
      account_id: 'acct_x',
      billing_plan: 'free',
      billing_credit_balance: 12.48,
      billing_subscription_status: null,
      billing_cancel_at_period_end: false,
      billing_currency: 'USD',
      billing_period_starts_at: null,
      billing_period_ends_at: null,
      billing_created_at: STAMP.timestamp,
      billing_updated_at: STAMP.timestamp,
    },
  }),
  '/babysea/v1/estimate/*': () => ({
    ...{ status: 'success', ...STAMP },
    data: {
      model_identifier: 'bfl/flux-1.1-pro',
      model_type: 'image',
      assets_count: 5,
      cost_per_generation: 0.052,
      cost_total_consumed: 0.26,
      credit_balance: 12.48,
      credit_balance_can_afford: true,
      credit_balance_max_affordable: 240,
    },
  }),
} as const;
