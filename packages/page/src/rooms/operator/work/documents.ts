import { graphql } from '../../../gql/index.ts';

export const HELD = graphql(`
  query OperatorHeld($after: String) {
    heldGenerations(first: 25, after: $after) {
      nodes {
        accountId
        amount
        reserved
        ageSeconds
        generation {
          id
          status
          createdAt
          model {
            name
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const STUCK = graphql(`
  query OperatorStuck($after: String, $olderThanMinutes: Int!) {
    stuckGenerations(first: 25, after: $after, olderThanMinutes: $olderThanMinutes) {
      nodes {
        accountId
        reserved
        ageSeconds
        generation {
          id
          status
          createdAt
          model {
            name
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const FINDINGS = graphql(`
  query OperatorFindings($after: String) {
    reconcileFindings(first: 25, after: $after) {
      nodes {
        id
        code
        message
        accountId
        firstSeenAt
        checkedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const RECONCILE = graphql(`
  mutation OperatorReconcile($input: StartReconciliationInput!) {
    startReconciliation(input: $input) {
      started
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const SETTLE = graphql(`
  mutation OperatorSettle($input: SettleGenerationInput!) {
    settleGeneration(input: $input) {
      replayed
      balance {
        available
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);
