// Buying credits, and tokens that let a browser ask.
import type { Connection, RequestOptions } from './connection.ts';
import { present } from './generation-operations.ts';
import {
  BuyCreditPackDocument,
  type BuyCreditPackInput,
  CreateClientTokenDocument,
  type CreateClientTokenInput,
  type CreateClientTokenMutation,
  CreditPacksDocument,
  type PackFieldsFragment,
  type PurchaseFieldsFragment,
  PurchasesDocument,
  type PurchasesQuery,
  type PurchasesQueryVariables,
} from './gql/graphql.ts';
import { type Refused, refusedBy } from './refusal.ts';

export type CreditPack = PackFieldsFragment;
export type Purchase = PurchaseFieldsFragment;
export type PurchasePage = PurchasesQuery['purchases'];
export type { CreateClientTokenInput };

type TokenFacts = NonNullable<CreateClientTokenMutation['createClientToken']['clientToken']>;

type Signal = Pick<RequestOptions, 'signal'>;

export interface BuyRequest extends Omit<BuyCreditPackInput, 'idempotencyKey'> {
  /** One key, one purchase. Made here when absent, and kept over all tries of this call. */
  readonly idempotencyKey?: string | undefined;
}

export type Bought =
  | {
      readonly status: 'begun';
      readonly purchase: Purchase;
      /** Where to pay; null once there is nothing to pay. The credits are there when the payment is confirmed. */
      readonly checkoutUrl: string | null;
      readonly replayed: boolean;
      readonly idempotencyKey: string;
    }
  | (Refused & { readonly idempotencyKey: string });

export type ClientTokenMade = ({ readonly status: 'made'; readonly token: string } & TokenFacts) | Refused;

export interface PurchaseOperations {
  creditPacks(options?: Signal): Promise<readonly CreditPack[]>;
  /** Begins a purchase, once, however many answers are lost. */
  buyCreditPack(request: BuyRequest, options?: Signal): Promise<Bought>;
  purchases(page?: PurchasesQueryVariables, options?: Signal): Promise<PurchasePage>;
  /** On a server: a token for a browser that does little and ends soon. */
  createClientToken(input: CreateClientTokenInput, options?: Signal): Promise<ClientTokenMade>;
}

export function purchaseOperations(connection: Connection): PurchaseOperations {
  return {
    creditPacks: async (options) => (await connection.request(CreditPacksDocument, {}, options)).creditPacks,
    buyCreditPack: (request, options) => buyCreditPack(connection, request, options),
    purchases: async (page = {}, options) => (await connection.request(PurchasesDocument, page, options)).purchases,
    createClientToken: (input, options) => createClientToken(connection, input, options),
  };
}

async function buyCreditPack(
  connection: Connection,
  { idempotencyKey = crypto.randomUUID(), ...request }: BuyRequest,
  options?: Signal,
): Promise<Bought> {
  const variables = { input: { ...request, idempotencyKey } };
  const answer = await connection.request(BuyCreditPackDocument, variables, { ...options, isRepeatable: true });
  const { purchase, checkoutUrl, replayed, userErrors } = answer.buyCreditPack;
  const refused = refusedBy(userErrors);
  if (refused !== undefined) return { ...refused, idempotencyKey };
  return { status: 'begun', purchase: present(purchase), checkoutUrl, replayed, idempotencyKey };
}

/** A token that nobody has received ends by itself: a repetition is harmless. */
async function createClientToken(
  connection: Connection,
  input: CreateClientTokenInput,
  options?: Signal,
): Promise<ClientTokenMade> {
  const answer = await connection.request(CreateClientTokenDocument, { input }, { ...options, isRepeatable: true });
  const { token, clientToken, userErrors } = answer.createClientToken;
  return refusedBy(userErrors) ?? { status: 'made', token: present(token), ...present(clientToken) };
}
