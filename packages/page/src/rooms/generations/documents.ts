import { graphql } from '../../gql/index.ts';

export const GENERATION_UPDATED = graphql(`
  subscription GenerationUpdated($id: ID!) {
    generationUpdated(id: $id) {
      sequence
      terminal
      generation {
        ...GenerationView
      }
    }
  }
`);

graphql(`
  fragment GenerationView on Generation {
    id
    status
    prompt
    count
    parameters
    createdAt
    startedAt
    endedAt
    billedAt
    cost
    costEstimate
    overrun
    tags
    requestMetadata
    model {
      identifier
      name
      kind
    }
    outputs {
      url
      mimeType
      width
      height
      durationSeconds
      bytes
    }
    error {
      code
      message
      retryable
    }
    review {
      heldAt
      estimate
      effective
    }
    metadata {
      provider
      providerName
      upstreamId
      attempts {
        provider
        status
        startedAt
        endedAt
      }
    }
  }
`);

export const GENERATION = graphql(`
  query GenerationById($id: ID!) {
    generation(id: $id) {
      ...GenerationView
    }
  }
`);

export const RECEIPT = graphql(`
  query GenerationReceipt($id: ID!) {
    receipt(generationId: $id) {
      estimate
      reserved
      charged
      refunded
      stillReserved
      effectiveCost
      overrun
      priceVersion
      hash
      lines {
        description
        quantity
        unitPrice
        amount
      }
      transactions {
        id
        sequence
        type
        amount
        balanceAfter
        createdAt
      }
    }
  }
`);

export const GENERATIONS = graphql(`
  query GenerationList($after: String, $where: GenerationWhere) {
    generations(first: 25, after: $after, where: $where) {
      nodes {
        id
        status
        prompt
        count
        createdAt
        endedAt
        cost
        costEstimate
        model {
          identifier
          name
        }
        metadata {
          provider
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const CANCEL = graphql(`
  mutation CancelGeneration($input: CancelGenerationInput!) {
    cancelGeneration(input: $input) {
      cancelSent
      refunded
      generation {
        ...GenerationView
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);
