import { graphql } from '../../gql/index.ts';

export const BILLING = graphql(`
  query Billing {
    creditPacks {
      id
      name
      credits
      requiresPlan
      validity
      price {
        amount
        currency
      }
    }
    plans {
      id
      name
      monthlyCredits
      yearlyCredits
      auditWindowDays
      concurrencyLimit
      requestsPerMinute
      price {
        amount
        currency
      }
      yearlyPrice {
        amount
        currency
      }
    }
    account {
      billingMode
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
        enabled
        state
        threshold
        target
        pack {
          id
          name
        }
        monthlyCap {
          amount
          currency
        }
        spentThisMonth {
          amount
          currency
        }
        pausedReason
        pausedMessage
        nextAttemptAt
        lastAttempts {
          id
          createdAt
          status
          credits
          declineCode
          message
          price {
            amount
            currency
          }
        }
      }
      warnings {
        thresholds
      }
      email
      emails {
        delivery
        preferences {
          kind
          isWanted
        }
      }
    }
  }
`);

export const PURCHASES = graphql(`
  query PurchaseList($after: String) {
    purchases(first: 25, after: $after) {
      nodes {
        id
        status
        credits
        createdAt
        paidAt
        receiptUrl
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
`);

export const INVOICES = graphql(`
  query InvoiceList($after: String) {
    invoices(first: 12, after: $after) {
      nodes {
        id
        number
        month
        status
        credits
        dueAt
        payUrl
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
`);

export const BUY_PACK = graphql(`
  mutation BuyCreditPack($input: BuyCreditPackInput!) {
    buyCreditPack(input: $input) {
      checkoutUrl
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const CHANGE_PLAN = graphql(`
  mutation ChangePlan($input: ChangePlanInput!) {
    changePlan(input: $input) {
      checkoutUrl
      subscription {
        planId
        currentPeriodEnd
        cancelAtPeriodEnd
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const OPEN_PORTAL = graphql(`
  mutation BillingPortal($input: BillingPortalInput) {
    billingPortal(input: $input) {
      url
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const CONFIGURE_TOP_UP = graphql(`
  mutation ConfigureAutoTopUp($input: ConfigureAutoTopUpInput!) {
    configureAutoTopUp(input: $input) {
      setupUrl
      autoTopUp {
        state
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const CONFIGURE_WARNINGS = graphql(`
  mutation ConfigureWarnings($input: ConfigureWarningsInput!) {
    configureWarnings(input: $input) {
      warnings {
        thresholds
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const SET_EMAIL_PREFERENCE = graphql(`
  mutation SetEmailPreference($input: SetEmailPreferenceInput!) {
    setEmailPreference(input: $input) {
      emails {
        preferences {
          kind
          isWanted
        }
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);
