import { graphql } from '../../gql/index.ts';

export const KEYS = graphql(`
  query ApiKeyList {
    apiKeys(first: 100) {
      ...KeyRow
    }
    viewer {
      apiKeyId
      scopes
    }
  }
`);

graphql(`
  fragment KeyRow on ApiKey {
    id
    name
    prefix
    scopes
    preset
    createdAt
    lastUsedAt
    expiresAt
    revokedAt
    allowedIps
    replacedSecrets {
      prefix
      worksUntil
    }
    spending {
      limit
      period
      spent
      reserved
      remaining
      resetsAt
    }
  }
`);

export const CREATE_KEY = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      secret
      apiKey {
        id
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const UPDATE_KEY = graphql(`
  mutation UpdateApiKey($input: UpdateApiKeyInput!) {
    updateApiKey(input: $input) {
      apiKey {
        id
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const ROTATE_KEY = graphql(`
  mutation RotateApiKey($input: RotateApiKeyInput!) {
    rotateApiKey(input: $input) {
      secret
      previousSecretWorksUntil
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const REVOKE_KEY = graphql(`
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      revoked
      descendantsLeft
      userErrors {
        code
        message
        path
      }
    }
  }
`);
