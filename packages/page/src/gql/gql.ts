/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Viewer {\n    viewer {\n      accountId\n      apiKeyId\n      apiKeyName\n      apiKeyPrefix\n      scopes\n      expiresAt\n      clientToken { endUser expiresAt }\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  subscription BalanceUpdated {\n    balanceUpdated {\n      available\n      reserved\n      frozen\n      debt\n      sequence\n    }\n  }\n": typeof types.BalanceUpdatedDocument,
    "\n  subscription GenerationUpdated($id: ID!) {\n    generationUpdated(id: $id) {\n      sequence\n      terminal\n      generation {\n        ...GenerationView\n      }\n    }\n  }\n": typeof types.GenerationUpdatedDocument,
    "\n  fragment GenerationView on Generation {\n    id\n    status\n    prompt\n    count\n    parameters\n    createdAt\n    startedAt\n    endedAt\n    billedAt\n    cost\n    costEstimate\n    overrun\n    tags\n    requestMetadata\n    model {\n      identifier\n      name\n      kind\n    }\n    outputs {\n      url\n      mimeType\n      width\n      height\n      durationSeconds\n      bytes\n    }\n    error {\n      code\n      message\n      retryable\n    }\n    review {\n      heldAt\n      estimate\n      effective\n    }\n    metadata {\n      provider\n      providerName\n      upstreamId\n      attempts {\n        provider\n        status\n        startedAt\n        endedAt\n      }\n    }\n  }\n": typeof types.GenerationViewFragmentDoc,
    "\n  query GenerationById($id: ID!) {\n    generation(id: $id) {\n      ...GenerationView\n    }\n  }\n": typeof types.GenerationByIdDocument,
    "\n  query GenerationReceipt($id: ID!) {\n    receipt(generationId: $id) {\n      estimate\n      reserved\n      charged\n      refunded\n      stillReserved\n      effectiveCost\n      overrun\n      priceVersion\n      hash\n      lines {\n        description\n        quantity\n        unitPrice\n        amount\n      }\n      transactions {\n        id\n        sequence\n        type\n        amount\n        balanceAfter\n        createdAt\n      }\n    }\n  }\n": typeof types.GenerationReceiptDocument,
    "\n  query GenerationList($after: String, $where: GenerationWhere) {\n    generations(first: 25, after: $after, where: $where) {\n      nodes {\n        id\n        status\n        prompt\n        count\n        createdAt\n        endedAt\n        cost\n        costEstimate\n        model {\n          identifier\n          name\n        }\n        metadata {\n          provider\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.GenerationListDocument,
    "\n  mutation CancelGeneration($input: CancelGenerationInput!) {\n    cancelGeneration(input: $input) {\n      cancelSent\n      refunded\n      generation {\n        ...GenerationView\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CancelGenerationDocument,
    "\n  query Overview {\n    balance {\n      available\n      reserved\n      frozen\n      debt\n      expiringSoon\n      lotCount\n      lots(first: 20) {\n        id\n        source\n        granted\n        remaining\n        reserved\n        usableUntil\n      }\n    }\n    forecast(days: 30) {\n      perDay\n      runsOutAt\n      expiresUnused\n    }\n    usage(days: 30) {\n      totalCost\n      wastedCost\n      totalGenerations\n      failed\n      byDay {\n        key\n        cost\n        generations\n      }\n    }\n    account {\n      name\n      status\n      billingMode\n      creditLimit\n      unbilled\n      plan {\n        name\n      }\n      autoTopUp {\n        enabled\n        state\n        pausedMessage\n      }\n      warnings {\n        lowBalance {\n          threshold\n          available\n        }\n        expiring {\n          lotId\n          credits\n          expiresAt\n        }\n      }\n    }\n    anomalies(days: 7) {\n      kind\n      severity\n      message\n    }\n    viewer {\n      limits {\n        concurrencyLimit\n        concurrencyRemaining\n        spending {\n          limit\n          period\n          remaining\n          resetsAt\n        }\n      }\n    }\n  }\n": typeof types.OverviewDocument,
    "\n  query PickedModel($identifier: ID!) {\n    model(identifier: $identifier) {\n      identifier\n      name\n      kind\n      available\n      exactness\n      priceSummary\n      providers\n      parameterSchema\n    }\n  }\n": typeof types.PickedModelDocument,
    "\n  query ComparedModels($where: ModelWhere, $count: Int!, $prompt: String, $after: String) {\n    models(\n      first: 20\n      after: $after\n      where: $where\n      orderBy: { field: PRICE, direction: ASC, count: $count, prompt: $prompt }\n    ) {\n      nodes {\n        identifier\n        name\n        kind\n        priceSummary\n        providers\n        estimate(count: $count, prompt: $prompt) {\n          totalCost\n          exactness\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ComparedModelsDocument,
    "\n  query PlaygroundEstimates($inputs: [EstimateInput!]!) {\n    estimates(inputs: $inputs) {\n      totalCost\n      maxCost\n      canAfford\n      blockedBy\n      balance\n      exactness\n      estimates {\n        totalCost\n        maxCost\n        exactness\n        affordableCount\n        canAfford\n        blockedBy\n        lines {\n          description\n          quantity\n          unitPrice\n          amount\n        }\n      }\n    }\n  }\n": typeof types.PlaygroundEstimatesDocument,
    "\n  mutation Generate($input: GenerateInput!) {\n    generate(input: $input) {\n      replayed\n      generation {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.GenerateDocument,
};
const documents: Documents = {
    "\n  query Viewer {\n    viewer {\n      accountId\n      apiKeyId\n      apiKeyName\n      apiKeyPrefix\n      scopes\n      expiresAt\n      clientToken { endUser expiresAt }\n    }\n  }\n": types.ViewerDocument,
    "\n  subscription BalanceUpdated {\n    balanceUpdated {\n      available\n      reserved\n      frozen\n      debt\n      sequence\n    }\n  }\n": types.BalanceUpdatedDocument,
    "\n  subscription GenerationUpdated($id: ID!) {\n    generationUpdated(id: $id) {\n      sequence\n      terminal\n      generation {\n        ...GenerationView\n      }\n    }\n  }\n": types.GenerationUpdatedDocument,
    "\n  fragment GenerationView on Generation {\n    id\n    status\n    prompt\n    count\n    parameters\n    createdAt\n    startedAt\n    endedAt\n    billedAt\n    cost\n    costEstimate\n    overrun\n    tags\n    requestMetadata\n    model {\n      identifier\n      name\n      kind\n    }\n    outputs {\n      url\n      mimeType\n      width\n      height\n      durationSeconds\n      bytes\n    }\n    error {\n      code\n      message\n      retryable\n    }\n    review {\n      heldAt\n      estimate\n      effective\n    }\n    metadata {\n      provider\n      providerName\n      upstreamId\n      attempts {\n        provider\n        status\n        startedAt\n        endedAt\n      }\n    }\n  }\n": types.GenerationViewFragmentDoc,
    "\n  query GenerationById($id: ID!) {\n    generation(id: $id) {\n      ...GenerationView\n    }\n  }\n": types.GenerationByIdDocument,
    "\n  query GenerationReceipt($id: ID!) {\n    receipt(generationId: $id) {\n      estimate\n      reserved\n      charged\n      refunded\n      stillReserved\n      effectiveCost\n      overrun\n      priceVersion\n      hash\n      lines {\n        description\n        quantity\n        unitPrice\n        amount\n      }\n      transactions {\n        id\n        sequence\n        type\n        amount\n        balanceAfter\n        createdAt\n      }\n    }\n  }\n": types.GenerationReceiptDocument,
    "\n  query GenerationList($after: String, $where: GenerationWhere) {\n    generations(first: 25, after: $after, where: $where) {\n      nodes {\n        id\n        status\n        prompt\n        count\n        createdAt\n        endedAt\n        cost\n        costEstimate\n        model {\n          identifier\n          name\n        }\n        metadata {\n          provider\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.GenerationListDocument,
    "\n  mutation CancelGeneration($input: CancelGenerationInput!) {\n    cancelGeneration(input: $input) {\n      cancelSent\n      refunded\n      generation {\n        ...GenerationView\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CancelGenerationDocument,
    "\n  query Overview {\n    balance {\n      available\n      reserved\n      frozen\n      debt\n      expiringSoon\n      lotCount\n      lots(first: 20) {\n        id\n        source\n        granted\n        remaining\n        reserved\n        usableUntil\n      }\n    }\n    forecast(days: 30) {\n      perDay\n      runsOutAt\n      expiresUnused\n    }\n    usage(days: 30) {\n      totalCost\n      wastedCost\n      totalGenerations\n      failed\n      byDay {\n        key\n        cost\n        generations\n      }\n    }\n    account {\n      name\n      status\n      billingMode\n      creditLimit\n      unbilled\n      plan {\n        name\n      }\n      autoTopUp {\n        enabled\n        state\n        pausedMessage\n      }\n      warnings {\n        lowBalance {\n          threshold\n          available\n        }\n        expiring {\n          lotId\n          credits\n          expiresAt\n        }\n      }\n    }\n    anomalies(days: 7) {\n      kind\n      severity\n      message\n    }\n    viewer {\n      limits {\n        concurrencyLimit\n        concurrencyRemaining\n        spending {\n          limit\n          period\n          remaining\n          resetsAt\n        }\n      }\n    }\n  }\n": types.OverviewDocument,
    "\n  query PickedModel($identifier: ID!) {\n    model(identifier: $identifier) {\n      identifier\n      name\n      kind\n      available\n      exactness\n      priceSummary\n      providers\n      parameterSchema\n    }\n  }\n": types.PickedModelDocument,
    "\n  query ComparedModels($where: ModelWhere, $count: Int!, $prompt: String, $after: String) {\n    models(\n      first: 20\n      after: $after\n      where: $where\n      orderBy: { field: PRICE, direction: ASC, count: $count, prompt: $prompt }\n    ) {\n      nodes {\n        identifier\n        name\n        kind\n        priceSummary\n        providers\n        estimate(count: $count, prompt: $prompt) {\n          totalCost\n          exactness\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ComparedModelsDocument,
    "\n  query PlaygroundEstimates($inputs: [EstimateInput!]!) {\n    estimates(inputs: $inputs) {\n      totalCost\n      maxCost\n      canAfford\n      blockedBy\n      balance\n      exactness\n      estimates {\n        totalCost\n        maxCost\n        exactness\n        affordableCount\n        canAfford\n        blockedBy\n        lines {\n          description\n          quantity\n          unitPrice\n          amount\n        }\n      }\n    }\n  }\n": types.PlaygroundEstimatesDocument,
    "\n  mutation Generate($input: GenerateInput!) {\n    generate(input: $input) {\n      replayed\n      generation {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.GenerateDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      accountId\n      apiKeyId\n      apiKeyName\n      apiKeyPrefix\n      scopes\n      expiresAt\n      clientToken { endUser expiresAt }\n    }\n  }\n"): typeof import('./graphql.ts').ViewerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription BalanceUpdated {\n    balanceUpdated {\n      available\n      reserved\n      frozen\n      debt\n      sequence\n    }\n  }\n"): typeof import('./graphql.ts').BalanceUpdatedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription GenerationUpdated($id: ID!) {\n    generationUpdated(id: $id) {\n      sequence\n      terminal\n      generation {\n        ...GenerationView\n      }\n    }\n  }\n"): typeof import('./graphql.ts').GenerationUpdatedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment GenerationView on Generation {\n    id\n    status\n    prompt\n    count\n    parameters\n    createdAt\n    startedAt\n    endedAt\n    billedAt\n    cost\n    costEstimate\n    overrun\n    tags\n    requestMetadata\n    model {\n      identifier\n      name\n      kind\n    }\n    outputs {\n      url\n      mimeType\n      width\n      height\n      durationSeconds\n      bytes\n    }\n    error {\n      code\n      message\n      retryable\n    }\n    review {\n      heldAt\n      estimate\n      effective\n    }\n    metadata {\n      provider\n      providerName\n      upstreamId\n      attempts {\n        provider\n        status\n        startedAt\n        endedAt\n      }\n    }\n  }\n"): typeof import('./graphql.ts').GenerationViewFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query GenerationById($id: ID!) {\n    generation(id: $id) {\n      ...GenerationView\n    }\n  }\n"): typeof import('./graphql.ts').GenerationByIdDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query GenerationReceipt($id: ID!) {\n    receipt(generationId: $id) {\n      estimate\n      reserved\n      charged\n      refunded\n      stillReserved\n      effectiveCost\n      overrun\n      priceVersion\n      hash\n      lines {\n        description\n        quantity\n        unitPrice\n        amount\n      }\n      transactions {\n        id\n        sequence\n        type\n        amount\n        balanceAfter\n        createdAt\n      }\n    }\n  }\n"): typeof import('./graphql.ts').GenerationReceiptDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query GenerationList($after: String, $where: GenerationWhere) {\n    generations(first: 25, after: $after, where: $where) {\n      nodes {\n        id\n        status\n        prompt\n        count\n        createdAt\n        endedAt\n        cost\n        costEstimate\n        model {\n          identifier\n          name\n        }\n        metadata {\n          provider\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').GenerationListDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelGeneration($input: CancelGenerationInput!) {\n    cancelGeneration(input: $input) {\n      cancelSent\n      refunded\n      generation {\n        ...GenerationView\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CancelGenerationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Overview {\n    balance {\n      available\n      reserved\n      frozen\n      debt\n      expiringSoon\n      lotCount\n      lots(first: 20) {\n        id\n        source\n        granted\n        remaining\n        reserved\n        usableUntil\n      }\n    }\n    forecast(days: 30) {\n      perDay\n      runsOutAt\n      expiresUnused\n    }\n    usage(days: 30) {\n      totalCost\n      wastedCost\n      totalGenerations\n      failed\n      byDay {\n        key\n        cost\n        generations\n      }\n    }\n    account {\n      name\n      status\n      billingMode\n      creditLimit\n      unbilled\n      plan {\n        name\n      }\n      autoTopUp {\n        enabled\n        state\n        pausedMessage\n      }\n      warnings {\n        lowBalance {\n          threshold\n          available\n        }\n        expiring {\n          lotId\n          credits\n          expiresAt\n        }\n      }\n    }\n    anomalies(days: 7) {\n      kind\n      severity\n      message\n    }\n    viewer {\n      limits {\n        concurrencyLimit\n        concurrencyRemaining\n        spending {\n          limit\n          period\n          remaining\n          resetsAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').OverviewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PickedModel($identifier: ID!) {\n    model(identifier: $identifier) {\n      identifier\n      name\n      kind\n      available\n      exactness\n      priceSummary\n      providers\n      parameterSchema\n    }\n  }\n"): typeof import('./graphql.ts').PickedModelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ComparedModels($where: ModelWhere, $count: Int!, $prompt: String, $after: String) {\n    models(\n      first: 20\n      after: $after\n      where: $where\n      orderBy: { field: PRICE, direction: ASC, count: $count, prompt: $prompt }\n    ) {\n      nodes {\n        identifier\n        name\n        kind\n        priceSummary\n        providers\n        estimate(count: $count, prompt: $prompt) {\n          totalCost\n          exactness\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ComparedModelsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlaygroundEstimates($inputs: [EstimateInput!]!) {\n    estimates(inputs: $inputs) {\n      totalCost\n      maxCost\n      canAfford\n      blockedBy\n      balance\n      exactness\n      estimates {\n        totalCost\n        maxCost\n        exactness\n        affordableCount\n        canAfford\n        blockedBy\n        lines {\n          description\n          quantity\n          unitPrice\n          amount\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PlaygroundEstimatesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Generate($input: GenerateInput!) {\n    generate(input: $input) {\n      replayed\n      generation {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.ts').GenerateDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
