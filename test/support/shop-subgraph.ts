// Another team's subgraph, over HTTP: it keeps points of Tollgate's accounts, and orders for which something was generated.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';

export const SHOP_SDL = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

type Query { orders: [Order!]! }

type Order @key(fields: "id") {
  id: ID!
  generation: Generation
  buyer: Account
}

type Account @key(fields: "id") {
  id: ID!
  points: Int!
}

type Generation @key(fields: "id", resolvable: false) { id: ID! }
`;

export interface Order {
  readonly id: string;
  readonly generation: string;
  readonly buyer: string;
}

export interface Shop {
  readonly url: string;
  /** What it has; the test may add. */
  readonly orders: Order[];
  stop(): Promise<void>;
}

export async function startShop(): Promise<Shop> {
  const orders: Order[] = [];
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(SHOP_SDL),
      resolvers: {
        Query: {
          orders: () =>
            orders.map(({ id, generation, buyer }) => ({ id, generation: { id: generation }, buyer: { id: buyer } })),
        },
        Account: {
          __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
          points: () => 42,
        },
      },
    },
  ]);
  const handle = createHandler({ schema });
  const server = createServer((request, response) => void handle(request, response));
  const url = await listen(server);
  return { url, orders, stop: () => close(server) };
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
