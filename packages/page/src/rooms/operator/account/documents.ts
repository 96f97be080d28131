// What the gateway shows of one account, book by book: read, never written.
import { graphql } from '../../../gql/index.ts';

export const ACCOUNT = graphql(`
  query OperatorAccount($id: ID!) {
    account(id: $id) {
      id
      name
      email
      status
      closedAt
      createdAt
      billingMode
      creditLimit
      unbilled
      timeZone
      plan {
        id
        name
      }
      subscription {
        planId
        status
        currentPeriodEnd
        cancelAtPeriodEnd
      }
      autoTopUp {
        state
      }
      balance {
        available
        reserved
        frozen
        debt
      }
    }
  }
`);

export const LOTS = graphql(`
  query OperatorLots($id: ID!) {
    account(id: $id) {
      balance {
        lots(first: 100) {
          id
          source
          granted
          remaining
          reserved
          usableUntil
        }
      }
    }
  }
`);

export const TRANSACTIONS = graphql(`
  query OperatorTransactions($id: ID!, $after: String) {
    account(id: $id) {
      transactions(first: 25, after: $after) {
        nodes {
          id
          sequence
          type
          amount
          balanceAfter
          description
          createdAt
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const USAGE = graphql(`
  query OperatorUsage($id: ID!) {
    account(id: $id) {
      usage(days: 30) {
        totalCost
        refunded
        wastedCost
        totalGenerations
        failed
        byModel {
          key
          generations
          failed
          cost
        }
      }
    }
  }
`);

export const KEYS = graphql(`
  query OperatorKeys($id: ID!) {
    account(id: $id) {
      apiKeys(first: 100) {
        id
        name
        prefix
        preset
        scopes
        createdAt
        lastUsedAt
        expiresAt
        revokedAt
      }
    }
  }
`);

export const PURCHASES = graphql(`
  query OperatorPurchases($id: ID!, $after: String) {
    account(id: $id) {
      purchases(first: 25, after: $after) {
        nodes {
          id
          createdAt
          status
          credits
          pack {
            name
          }
          price {
            amount
            currency
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const INVOICES = graphql(`
  query OperatorInvoices($id: ID!, $after: String) {
    account(id: $id) {
      invoices(first: 25, after: $after) {
        nodes {
          id
          month
          number
          status
          credits
          dueAt
          total {
            amount
            currency
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const GENERATIONS = graphql(`
  query OperatorGenerations($id: ID!, $after: String) {
    account(id: $id) {
      generations(first: 25, after: $after) {
        nodes {
          id
          status
          createdAt
          cost
          costEstimate
          model {
            name
          }
          metadata {
            provider
          }
          error {
            code
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const REQUESTS = graphql(`
  query OperatorRequests($id: ID!, $after: String) {
    account(id: $id) {
      requests(first: 25, after: $after) {
        nodes {
          id
          createdAt
          endpoint
          status
          model
          cost
          errorCode
          errorMessage
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const WEBHOOKS = graphql(`
  query OperatorWebhooks($id: ID!) {
    account(id: $id) {
      webhookEndpoints {
        id
        url
        status
        disabledReason
        failures
      }
    }
  }
`);

export const DELIVERIES = graphql(`
  query OperatorDeliveries($id: ID!, $after: String) {
    account(id: $id) {
      webhookDeliveries(first: 25, after: $after) {
        nodes {
          eventId
          type
          status
          attempts
          url
          createdAt
          lastStatusCode
          lastError
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const ANOMALIES = graphql(`
  query OperatorAnomalies($id: ID!) {
    account(id: $id) {
      anomalies(days: 7) {
        kind
        severity
        message
        remedy
        detectedAt
      }
    }
  }
`);
