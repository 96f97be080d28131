// What a person reads once the gateway serves: where it is, with which key, and what to try first.
import type { Catalog } from '../catalog/index.ts';

export interface Welcome {
  readonly url: string;
  /** Undefined when there is no demo account. */
  readonly demoApiKey: string | undefined;
  readonly catalog: Catalog;
  readonly hasSimulatedPayments: boolean;
}

export function welcomeLines(welcome: Welcome): string[] {
  const { url, demoApiKey, hasSimulatedPayments } = welcome;
  const places = [
    '',
    'Tollgate is ready.',
    '',
    `  GraphQL      ${url}/graphql   (subscriptions: ${url.replace(/^http/, 'ws')}/graphql)`,
    `  Playground   ${url}/playground`,
    `  Payments     ${hasSimulatedPayments ? 'simulated on this machine (set STRIPE_SECRET_KEY for real ones)' : 'Stripe'}`,
  ];
  const demo =
    demoApiKey === undefined
      ? ['  Demo key     none (DEMO_API_KEY makes a demo account)']
      : [`  Demo key     ${demoApiKey}`, '', ...firstQueries(welcome, demoApiKey)];
  return [...places, ...demo, '', 'Ctrl-C stops everything.', ''];
}

function firstQueries({ url, catalog }: Welcome, apiKey: string): string[] {
  const balance = curl({ url, apiKey, body: { query: '{ balance { available reserved } }' } });
  const model = exampleModel(catalog);
  if (model === undefined) return ['What is in the wallet?', '', balance];
  const query = 'query($model: ID!) { estimate(input: { model: $model, count: 2 }) { totalCost canAfford } }';
  const estimate = curl({ url, apiKey, body: { query, variables: { model } } });
  return ['What is in the wallet?', '', balance, '', 'What would two images cost?', '', estimate];
}

/** An image model that needs no parameters, so that a first query stays short. */
export function exampleModel(catalog: Catalog): string | undefined {
  const models = catalog.models({ kinds: ['IMAGE'], available: true });
  const simple = models.find(({ parameterSchema: { required } }) => !Array.isArray(required) || required.length === 0);
  return (simple ?? models[0])?.identifier;
}

function curl({ url, apiKey, body }: { url: string; apiKey: string; body: Record<string, unknown> }): string {
  const lines = [
    `curl -s ${url}/graphql`,
    "-H 'content-type: application/json'",
    `-H ${shellQuoted(`authorization: Bearer ${apiKey}`)}`,
    `-d ${shellQuoted(JSON.stringify(body))}`,
  ];
  return `  ${lines.join(' \\\n    ')}`;
}

/** Safe for a POSIX shell whatever is in it; a chosen key may contain a quote. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
