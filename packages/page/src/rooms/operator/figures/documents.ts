import { graphql } from '../../../gql/index.ts';

export const REVENUE = graphql(`
  query OperatorRevenue($from: String!, $to: String!, $by: RevenueBy!) {
    revenue(from: $from, to: $to, by: $by) {
      periods {
        period
        sold
        granted
        spent
        refunded
        expired
        deducted
        moneyIn {
          amount
          currency
        }
        moneyBack {
          amount
          currency
        }
      }
      byModel {
        model
        generations
        spent
        refunded
        net
        providerCost
        margin
      }
      unknownProviderCost
      notKnown
    }
  }
`);
