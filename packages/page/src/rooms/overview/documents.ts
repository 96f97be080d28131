import { graphql } from '../../gql/index.ts';

export const OVERVIEW = graphql(`
  query Overview {
    balance {
      available
      reserved
      frozen
      debt
      expiringSoon
      lotCount
      lots(first: 20) {
        id
        source
        granted
        remaining
        reserved
        usableUntil
      }
    }
    forecast(days: 30) {
      perDay
      runsOutAt
      expiresUnused
    }
    usage(days: 30) {
      totalCost
      wastedCost
      totalGenerations
      failed
      byDay {
        key
        cost
        generations
      }
    }
    account {
      name
      status
      billingMode
      creditLimit
      unbilled
      plan {
        name
      }
      autoTopUp {
        enabled
        state
        pausedMessage
      }
      warnings {
        lowBalance {
          threshold
          available
        }
        expiring {
          lotId
          credits
          expiresAt
        }
      }
    }
    anomalies(days: 7) {
      kind
      severity
      message
    }
    viewer {
      limits {
        concurrencyLimit
        concurrencyRemaining
        spending {
          limit
          period
          remaining
          resetsAt
        }
      }
    }
  }
`);
