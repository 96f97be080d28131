import { graphql } from '../gql/index.ts';

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      accountId
      apiKeyId
      apiKeyName
      apiKeyPrefix
      scopes
      expiresAt
      clientToken { endUser expiresAt }
    }
  }
`);
