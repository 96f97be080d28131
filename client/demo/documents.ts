// Everything the demo asks. `npm run codegen` makes typed documents of these.
import { graphql } from '../gql/index.ts';

export const WALLET = graphql(`
  query Wallet {
    balance {
      available
      reserved
      lots {
        id
        source
        remaining
        expiresAt
      }
    }
  }
`);

export const IMAGE_MODELS = graphql(`
  query ImageModels {
    models(where: { kind: [IMAGE], available: true }, first: 1) {
      nodes {
        identifier
        name
        priceSummary
      }
    }
  }
`);

export const ESTIMATE = graphql(`
  query EstimateImage($input: EstimateInput!) {
    estimate(input: $input) {
      totalCost
      maxCost
      exactness
      canAfford
      affordableCount
      lines {
        description
        amount
      }
    }
  }
`);

export const GENERATE = graphql(`
  mutation GenerateImage($input: GenerateInput!) {
    generate(input: $input) {
      generation {
        id
        status
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const FOLLOW = graphql(`
  subscription FollowGeneration($id: ID!) {
    generationUpdated(id: $id) {
      terminal
      generation {
        status
        error {
          message
        }
      }
    }
  }
`);

export const RECEIPT = graphql(`
  query ReceiptOf($id: ID!) {
    generation(id: $id) {
      costEstimate
      cost
      outputs {
        url
        mimeType
        width
        height
        bytes
      }
      transactions {
        type
        amount
      }
    }
  }
`);

export const PACKS = graphql(`
  query Packs {
    creditPacks {
      id
      name
      price {
        amount
        currency
      }
    }
  }
`);

export const BUY = graphql(`
  mutation BuyPack($input: BuyCreditPackInput!) {
    buyCreditPack(input: $input) {
      purchase {
        id
      }
      checkoutUrl
      userErrors {
        code
        message
      }
    }
  }
`);

export const PURCHASES = graphql(`
  query LastPurchases {
    purchases(first: 10) {
      nodes {
        id
        status
        credits
        receiptUrl
      }
    }
  }
`);

export const TRANSACTIONS = graphql(`
  query LastTransactions($first: Int!) {
    transactions(first: $first) {
      nodes {
        sequence
        type
        amount
        balanceAfter
        description
        createdAt
      }
    }
  }
`);
