import { graphql } from '../../gql/index.ts';

export const ANOMALIES = graphql(`
  query AnomalyList($days: Int!) {
    anomalies(days: $days) {
      kind
      severity
      message
      remedy
      detectedAt
      apiKey {
        id
        name
        prefix
        revokedAt
      }
      evidence {
        id
        sequence
        type
        amount
        createdAt
        description
      }
    }
  }
`);
