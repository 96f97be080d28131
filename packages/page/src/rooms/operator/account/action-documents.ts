// What an operator changes, each with a reason for the audit log.
import { graphql } from '../../../gql/index.ts';

export const GRANT = graphql(`
  mutation OperatorGrant($input: GrantCreditsInput!) {
    grantCredits(input: $input) {
      balance {
        available
      }
      replayed
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const DEDUCT = graphql(`
  mutation OperatorDeduct($input: DeductCreditsInput!) {
    deductCredits(input: $input) {
      balance {
        available
      }
      replayed
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const REFUND_CHARGE = graphql(`
  mutation OperatorRefundCharge($input: RefundChargeInput!) {
    refundCharge(input: $input) {
      transaction {
        amount
      }
      balance {
        available
      }
      replayed
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const REFUND_PURCHASE = graphql(`
  mutation OperatorRefundPurchase($input: RefundPurchaseInput!) {
    refundPurchase(input: $input) {
      refund {
        credits
        status
        amount {
          amount
          currency
        }
      }
      replayed
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const ISSUE_KEY = graphql(`
  mutation OperatorIssueKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      secret
      apiKey {
        name
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const REVOKE_KEY = graphql(`
  mutation OperatorRevokeKey($input: RevokeApiKeyInput!) {
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

export const SET_PLAN = graphql(`
  mutation OperatorSetPlan($input: SetPlanInput!) {
    setPlan(input: $input) {
      changed
      account {
        plan {
          name
        }
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const SET_BILLING = graphql(`
  mutation OperatorSetBilling($input: SetBillingModeInput!) {
    setBillingMode(input: $input) {
      writtenOff
      account {
        billingMode
        creditLimit
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const SUSPEND = graphql(`
  mutation OperatorSuspend($input: OperateAccountInput!) {
    suspendAccount(input: $input) {
      changed
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const RELEASE = graphql(`
  mutation OperatorRelease($input: OperateAccountInput!) {
    releaseAccount(input: $input) {
      changed
      account {
        status
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const CLOSE = graphql(`
  mutation OperatorClose($input: OperateAccountInput!) {
    closeAccount(input: $input) {
      changed
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export const EDIT = graphql(`
  mutation OperatorEdit($input: EditAccountInput!) {
    editAccount(input: $input) {
      changed
      userErrors {
        code
        message
        path
      }
    }
  }
`);
