import { graphql } from '../../gql/index.ts';

export const PICKED_MODEL = graphql(`
  query PickedModel($identifier: ID!) {
    model(identifier: $identifier) {
      identifier
      name
      kind
      available
      exactness
      priceSummary
      providers
      parameterSchema
    }
  }
`);

export const COMPARED_MODELS = graphql(`
  query ComparedModels($where: ModelWhere, $count: Int!, $prompt: String, $after: String) {
    models(
      first: 20
      after: $after
      where: $where
      orderBy: { field: PRICE, direction: ASC, count: $count, prompt: $prompt }
    ) {
      nodes {
        identifier
        name
        kind
        priceSummary
        providers
        estimate(count: $count, prompt: $prompt) {
          totalCost
          exactness
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const ESTIMATES = graphql(`
  query PlaygroundEstimates($inputs: [EstimateInput!]!) {
    estimates(inputs: $inputs) {
      totalCost
      maxCost
      canAfford
      blockedBy
      balance
      exactness
      estimates {
        totalCost
        maxCost
        exactness
        affordableCount
        canAfford
        blockedBy
        lines {
          description
          quantity
          unitPrice
          amount
        }
      }
    }
  }
`);

export const GENERATE = graphql(`
  mutation Generate($input: GenerateInput!) {
    generate(input: $input) {
      replayed
      generation {
        id
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);
