import { graphql } from '../../gql/index.ts';

export const ENDPOINTS = graphql(`
  query WebhookEndpointList {
    webhookEndpoints {
      ...EndpointRow
    }
  }
`);

graphql(`
  fragment EndpointRow on WebhookEndpoint {
    id
    url
    format
    description
    status
    disabledReason
    disabledAt
    failures
    eventTypes
    createdAt
  }
`);

export const DELIVERIES = graphql(`
  query WebhookDeliveryList($after: String, $where: WebhookDeliveryWhere) {
    webhookDeliveries(first: 25, after: $after, where: $where) {
      nodes {
        eventId
        type
        status
        attempts
        url
        createdAt
        lastStatusCode
        lastError
        nextAttemptAt
        endpoint {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const CREATE_ENDPOINT = graphql(`
  mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {
    createWebhookEndpoint(input: $input) {
      secret
      endpoint {
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

export const UPDATE_ENDPOINT = graphql(`
  mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {
    updateWebhookEndpoint(input: $input) {
      endpoint {
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

export const DELETE_ENDPOINT = graphql(`
  mutation DeleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) {
    deleteWebhookEndpoint(input: $input) {
      deletedId
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const SEND_TEST = graphql(`
  mutation SendTestWebhook($input: SendTestWebhookInput!) {
    sendTestWebhook(input: $input) {
      eventId
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const REPLAY = graphql(`
  mutation ReplayWebhooks($input: ReplayWebhooksInput!) {
    replayWebhooks(input: $input) {
      queuedCount
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const ROTATE_SECRET = graphql(`
  mutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {
    rotateWebhookSecret(input: $input) {
      secret
      previousValidUntil
      userErrors {
        code
        message
        path
      }
    }
  }
`);
