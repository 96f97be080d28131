import { graphql } from '../../../gql/index.ts';

export const PRICE_BOOKS = graphql(`
  query OperatorPriceBooks {
    priceBooks(first: 50) {
      number
      version
      state
      effectiveAt
      publishedAt
      publishedBy
    }
  }
`);

export const REHEARSE = graphql(`
  query OperatorRehearsal($input: PublishPriceBookInput!) {
    rehearsePriceBook(input: $input) {
      version
      replaces
      differences
      forceReasons
      from
      to
      accountsPayingMore
      accountsPayingLess
      accountsPayingTheSame
      total {
        ...RehearsedSum
      }
      byModel {
        model
        sum {
          ...RehearsedSum
        }
      }
      byAccount {
        accountId
        sum {
          ...RehearsedSum
        }
      }
      unpriced {
        model
        reason
        generations
        paid
      }
    }
  }
`);

graphql(`
  fragment RehearsedSum on RehearsedSum {
    generations
    paid
    wouldHavePaid
    difference
    percentage
  }
`);

export const PUBLISH = graphql(`
  mutation OperatorPublish($input: PublishPriceBookInput!) {
    publishPriceBook(input: $input) {
      replayed
      differences
      priceBook {
        number
        version
        state
        effectiveAt
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);
