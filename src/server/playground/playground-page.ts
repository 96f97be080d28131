// The playground's page: GraphiQL with example operations in tabs and, where there is a demo account, its key.
import { asScriptContent } from '../assets/script-content.ts';

export interface PlaygroundSettings {
  /** Filled into the headers editor; undefined leaves a place for it. */
  readonly apiKey: string | undefined;
  /** Identifier of the model that the examples use. */
  readonly model: string;
}

interface Tab {
  readonly query: string;
  readonly variables?: string;
  readonly headers: string;
}

export function playgroundPage(settings: PlaygroundSettings): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Tollgate playground</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/playground/graphiql.css">
    <style>body { margin: 0; } #root { height: 100dvh; }</style>
  </head>
  <body>
    <noscript>The playground needs JavaScript.</noscript>
    <div id="root"></div>
    <script id="settings" type="application/json">${asScriptContent(graphiqlProps(settings))}</script>
    <script src="/playground/workers.js"></script>
    <script src="/playground/graphiql.js"></script>
    <script type="module" src="/playground/playground.js"></script>
  </body>
</html>
`;
}

function graphiqlProps({ apiKey, model }: PlaygroundSettings): Record<string, unknown> {
  const headers = json({ authorization: `Bearer ${apiKey ?? '<your API key>'}` });
  return {
    title: 'Tollgate',
    logo: LOGO,
    headers,
    defaultTabs: exampleTabs(model, headers),
    // A key stays in the page: it is not written to the browser's storage.
    shouldPersistHeaders: false,
  };
}

/** A barrier, half open. */
const LOGO =
  '<svg viewBox="0 0 32 32" width="32" height="32" fill="none" stroke="currentColor" stroke-width="3" ' +
  'stroke-linecap="round"><path d="M7 27V14M7 16 27 6M3 27h8"/></svg>';

/** In place of a generation's id, for the playground's script. */
const LAST_GENERATION = 'last';

/** Lines of at most 48 signs: the editor shows no more at a width of 1280 pixels. */
function exampleTabs(model: string, headers: string): Tab[] {
  return [
    // GraphiQL ignores the variables of the first tab, so this one has none.
    { query: balanceAndEstimate(model), headers },
    { query: GENERATE, variables: json({ input: generateInput(model) }), headers },
    { query: FOLLOW, variables: json({ id: LAST_GENERATION }), headers },
  ];
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

function generateInput(model: string): Record<string, unknown> {
  return { model, prompt: 'a lighthouse at dawn', idempotencyKey: 'first-try' };
}

function balanceAndEstimate(model: string): string {
  return `# What is in the wallet,
# and what would two images cost?
query BalanceAndEstimate {
  balance { available reserved }
  estimate(input: {
    model: ${JSON.stringify(model)}
    count: 2
  }) {
    totalCost
    canAfford
    affordableCount
    lines {
      description
      quantity
      unitPrice
      amount
    }
  }
}
`;
}

const GENERATE = `# Reserves the credits, runs, and charges what
# it really cost. The same idempotencyKey never
# pays twice: change it for another image.
mutation Generate($input: GenerateInput!) {
  generate(input: $input) {
    generation { id status costEstimate }
    balance { available reserved }
    replayed
    userErrors { code message path }
  }
}
`;

const FOLLOW = `# Watches your last generation until it ends.
# The id of another one, in the variables,
# watches that.
subscription Follow($id: ID!) {
  generationUpdated(id: $id) {
    sequence
    terminal
    generation {
      id
      status
      cost
      outputs { url mimeType }
      error { code message }
    }
  }
}
`;
