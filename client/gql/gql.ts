/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Wallet {\n    balance {\n      available\n      reserved\n      lots {\n        id\n        source\n        remaining\n        expiresAt\n      }\n    }\n  }\n": typeof types.WalletDocument,
    "\n  query ImageModels {\n    models(where: { kind: [IMAGE], available: true }, first: 1) {\n      nodes {\n        identifier\n        name\n        priceSummary\n      }\n    }\n  }\n": typeof types.ImageModelsDocument,
    "\n  query EstimateImage($input: EstimateInput!) {\n    estimate(input: $input) {\n      totalCost\n      maxCost\n      exactness\n      canAfford\n      affordableCount\n      lines {\n        description\n        amount\n      }\n    }\n  }\n": typeof types.EstimateImageDocument,
    "\n  mutation GenerateImage($input: GenerateInput!) {\n    generate(input: $input) {\n      generation {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.GenerateImageDocument,
    "\n  subscription FollowGeneration($id: ID!) {\n    generationUpdated(id: $id) {\n      terminal\n      generation {\n        status\n        error {\n          message\n        }\n      }\n    }\n  }\n": typeof types.FollowGenerationDocument,
    "\n  query ReceiptOf($id: ID!) {\n    generation(id: $id) {\n      costEstimate\n      cost\n      outputs {\n        url\n        mimeType\n        width\n        height\n        bytes\n      }\n      transactions {\n        type\n        amount\n      }\n    }\n  }\n": typeof types.ReceiptOfDocument,
    "\n  query Packs {\n    creditPacks {\n      id\n      name\n      price {\n        amount\n        currency\n      }\n    }\n  }\n": typeof types.PacksDocument,
    "\n  mutation BuyPack($input: BuyCreditPackInput!) {\n    buyCreditPack(input: $input) {\n      purchase {\n        id\n      }\n      checkoutUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.BuyPackDocument,
    "\n  query LastPurchases {\n    purchases(first: 10) {\n      nodes {\n        id\n        status\n        credits\n        receiptUrl\n      }\n    }\n  }\n": typeof types.LastPurchasesDocument,
    "\n  query LastTransactions($first: Int!) {\n    transactions(first: $first) {\n      nodes {\n        sequence\n        type\n        amount\n        balanceAfter\n        description\n        createdAt\n      }\n    }\n  }\n": typeof types.LastTransactionsDocument,
};
const documents: Documents = {
    "\n  query Wallet {\n    balance {\n      available\n      reserved\n      lots {\n        id\n        source\n        remaining\n        expiresAt\n      }\n    }\n  }\n": types.WalletDocument,
    "\n  query ImageModels {\n    models(where: { kind: [IMAGE], available: true }, first: 1) {\n      nodes {\n        identifier\n        name\n        priceSummary\n      }\n    }\n  }\n": types.ImageModelsDocument,
    "\n  query EstimateImage($input: EstimateInput!) {\n    estimate(input: $input) {\n      totalCost\n      maxCost\n      exactness\n      canAfford\n      affordableCount\n      lines {\n        description\n        amount\n      }\n    }\n  }\n": types.EstimateImageDocument,
    "\n  mutation GenerateImage($input: GenerateInput!) {\n    generate(input: $input) {\n      generation {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.GenerateImageDocument,
    "\n  subscription FollowGeneration($id: ID!) {\n    generationUpdated(id: $id) {\n      terminal\n      generation {\n        status\n        error {\n          message\n        }\n      }\n    }\n  }\n": types.FollowGenerationDocument,
    "\n  query ReceiptOf($id: ID!) {\n    generation(id: $id) {\n      costEstimate\n      cost\n      outputs {\n        url\n        mimeType\n        width\n        height\n        bytes\n      }\n      transactions {\n        type\n        amount\n      }\n    }\n  }\n": types.ReceiptOfDocument,
    "\n  query Packs {\n    creditPacks {\n      id\n      name\n      price {\n        amount\n        currency\n      }\n    }\n  }\n": types.PacksDocument,
    "\n  mutation BuyPack($input: BuyCreditPackInput!) {\n    buyCreditPack(input: $input) {\n      purchase {\n        id\n      }\n      checkoutUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.BuyPackDocument,
    "\n  query LastPurchases {\n    purchases(first: 10) {\n      nodes {\n        id\n        status\n        credits\n        receiptUrl\n      }\n    }\n  }\n": types.LastPurchasesDocument,
    "\n  query LastTransactions($first: Int!) {\n    transactions(first: $first) {\n      nodes {\n        sequence\n        type\n        amount\n        balanceAfter\n        description\n        createdAt\n      }\n    }\n  }\n": types.LastTransactionsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Wallet {\n    balance {\n      available\n      reserved\n      lots {\n        id\n        source\n        remaining\n        expiresAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query Wallet {\n    balance {\n      available\n      reserved\n      lots {\n        id\n        source\n        remaining\n        expiresAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ImageModels {\n    models(where: { kind: [IMAGE], available: true }, first: 1) {\n      nodes {\n        identifier\n        name\n        priceSummary\n      }\n    }\n  }\n"): (typeof documents)["\n  query ImageModels {\n    models(where: { kind: [IMAGE], available: true }, first: 1) {\n      nodes {\n        identifier\n        name\n        priceSummary\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EstimateImage($input: EstimateInput!) {\n    estimate(input: $input) {\n      totalCost\n      maxCost\n      exactness\n      canAfford\n      affordableCount\n      lines {\n        description\n        amount\n      }\n    }\n  }\n"): (typeof documents)["\n  query EstimateImage($input: EstimateInput!) {\n    estimate(input: $input) {\n      totalCost\n      maxCost\n      exactness\n      canAfford\n      affordableCount\n      lines {\n        description\n        amount\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateImage($input: GenerateInput!) {\n    generate(input: $input) {\n      generation {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateImage($input: GenerateInput!) {\n    generate(input: $input) {\n      generation {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowGeneration($id: ID!) {\n    generationUpdated(id: $id) {\n      terminal\n      generation {\n        status\n        error {\n          message\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription FollowGeneration($id: ID!) {\n    generationUpdated(id: $id) {\n      terminal\n      generation {\n        status\n        error {\n          message\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReceiptOf($id: ID!) {\n    generation(id: $id) {\n      costEstimate\n      cost\n      outputs {\n        url\n        mimeType\n        width\n        height\n        bytes\n      }\n      transactions {\n        type\n        amount\n      }\n    }\n  }\n"): (typeof documents)["\n  query ReceiptOf($id: ID!) {\n    generation(id: $id) {\n      costEstimate\n      cost\n      outputs {\n        url\n        mimeType\n        width\n        height\n        bytes\n      }\n      transactions {\n        type\n        amount\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Packs {\n    creditPacks {\n      id\n      name\n      price {\n        amount\n        currency\n      }\n    }\n  }\n"): (typeof documents)["\n  query Packs {\n    creditPacks {\n      id\n      name\n      price {\n        amount\n        currency\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BuyPack($input: BuyCreditPackInput!) {\n    buyCreditPack(input: $input) {\n      purchase {\n        id\n      }\n      checkoutUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation BuyPack($input: BuyCreditPackInput!) {\n    buyCreditPack(input: $input) {\n      purchase {\n        id\n      }\n      checkoutUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LastPurchases {\n    purchases(first: 10) {\n      nodes {\n        id\n        status\n        credits\n        receiptUrl\n      }\n    }\n  }\n"): (typeof documents)["\n  query LastPurchases {\n    purchases(first: 10) {\n      nodes {\n        id\n        status\n        credits\n        receiptUrl\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LastTransactions($first: Int!) {\n    transactions(first: $first) {\n      nodes {\n        sequence\n        type\n        amount\n        balanceAfter\n        description\n        createdAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query LastTransactions($first: Int!) {\n    transactions(first: $first) {\n      nodes {\n        sequence\n        type\n        amount\n        balanceAfter\n        description\n        createdAt\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;