import { graphql } from '../../gql/index.ts';

export const TRANSACTIONS = graphql(`
  query TransactionList($after: String, $where: TransactionWhere) {
    transactions(first: 100, after: $after, where: $where) {
      nodes {
        id
        sequence
        type
        amount
        balanceAfter
        description
        createdAt
      }
      totalCount
      auditWindow {
        days
        from
        longerDays
        longerWithPlan
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const TRANSACTION = graphql(`
  query TransactionById($id: ID!) {
    node(id: $id) {
      __typename
      ... on Transaction {
        id
        sequence
        type
        amount
        balanceAfter
        reservedAfter
        description
        createdAt
        apiKey {
          id
          name
          prefix
        }
        generation {
          id
          status
          prompt
        }
        model {
          identifier
          name
        }
        purchase {
          id
          status
          credits
          price {
            amount
            currency
          }
          receiptUrl
          paidAt
          pack {
            name
          }
        }
      }
    }
  }
`);

export const STATEMENT = graphql(`
  query MonthlyStatement($month: String!) {
    statement(month: $month) {
      month
      isFinal
      opening {
        available
        reserved
      }
      closing {
        available
        reserved
      }
      added
      charged
      refunded
      expired
      adjusted
      transactions
      csv {
        url
      }
      pdf {
        url
      }
    }
  }
`);

export const CREATE_EXPORT = graphql(`
  mutation CreateExport($input: CreateExportInput!) {
    createExport(input: $input) {
      export {
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

export const EXPORT = graphql(`
  query ExportById($id: ID!) {
    export(id: $id) {
      id
      kind
      form
      status
      rows
      bytes
      sha256
      file {
        url
      }
      manifest {
        url
      }
    }
  }
`);
