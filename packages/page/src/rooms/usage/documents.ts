import { graphql } from '../../gql/index.ts';

export const USAGE = graphql(`
  query UsageReport($days: Int!) {
    usage(days: $days) {
      timeZone
      totalCost
      grossCost
      refunded
      wastedCost
      totalGenerations
      succeeded
      failed
      canceled
      refused
      byDay {
        ...Bucket
      }
      byModel {
        ...Bucket
      }
      byApiKey {
        ...Bucket
      }
      byProvider {
        ...Bucket
      }
      byEndUser(first: 50) {
        ...Bucket
      }
      byTag(first: 50) {
        ...Bucket
      }
    }
    apiKeys(first: 100) {
      id
      name
    }
  }
`);

graphql(`
  fragment Bucket on UsageBucket {
    key
    generations
    succeeded
    failed
    canceled
    refused
    grossCost
    refunded
    cost
    wastedCost
  }
`);
