import { graphql } from '../../../gql/index.ts';

export const AUDIT_LOG = graphql(`
  query OperatorAuditLog(
    $after: String
    $accountId: ID
    $operatorKeyId: ID
    $action: OperatorActionKind
    $from: DateTime
    $to: DateTime
  ) {
    auditLog(
      first: 50
      after: $after
      accountId: $accountId
      operatorKeyId: $operatorKeyId
      action: $action
      from: $from
      to: $to
    ) {
      nodes {
        id
        createdAt
        action
        accountId
        operatorKeyId
        subject
        reason
        amount
        availableBefore
        availableAfter
        changes {
          field
          before
          after
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
