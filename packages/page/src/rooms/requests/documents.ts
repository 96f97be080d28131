import { graphql } from '../../gql/index.ts';

export const REQUESTS = graphql(`
  query RequestList($after: String, $where: RequestWhere) {
    requests(first: 50, after: $after, where: $where) {
      nodes {
        id
        createdAt
        endpoint
        status
        model
        cost
        durationMilliseconds
        errorCode
        errorMessage
        userId
        generation {
          id
        }
      }
      summary {
        cost
        requests
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
