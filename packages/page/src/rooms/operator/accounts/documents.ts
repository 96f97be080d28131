import { graphql } from '../../../gql/index.ts';

export const ACCOUNTS = graphql(`
  query OperatorAccounts($after: String, $search: String, $status: AccountState, $orderBy: AccountOrder) {
    accounts(first: 50, after: $after, search: $search, status: $status, orderBy: $orderBy) {
      nodes {
        id
        name
        email
        state
        planId
        billingMode
        available
        reserved
        owed
        createdAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const PLANS = graphql(`
  query OperatorPlans {
    plans {
      id
      name
    }
  }
`);

export const CREATE_ACCOUNT = graphql(`
  mutation OperatorCreateAccount($input: CreateAccountInput!) {
    createAccount(input: $input) {
      secret
      replayed
      account {
        id
        name
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);
