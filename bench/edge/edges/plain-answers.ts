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
