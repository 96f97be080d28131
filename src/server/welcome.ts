// What a person reads once the gateway serves: where it is, with which key, what of it is simulated, and what to try first.
import type { Catalog } from '../catalog/index.ts';
import type { Configuration } from '../config/index.ts';

export interface Welcome {
  readonly url: string;
  /** Undefined when there is no demo account. */
  readonly demoApiKey: string | undefined;
  readonly catalog: Catalog;
  readonly configuration: Configuration;
  /** Names of those that are switched on. */
  readonly providers: readonly string[];
}

export function welcomeLines(welcome: Welcome): string[] {
  const { url, configuration, providers } = welcome;
  return [
    '',
    'Tollgate is ready.',
    '',
    `  Page         ${url}`,
    `  GraphQL      ${url}/graphql   (subscriptions: ${url.replace(/^http/, 'ws')}/graphql)`,
    `  Playground   ${url}/playground`,
    `  Payments     ${describePayments(configuration)}`,
    `  Providers    ${describeProviders(providers)}`,
    `  Reach        ${describeReach(configuration)}`,
    ...demoLines(welcome),
    '',
    'Ctrl-C stops everything.',
    '',
  ];
}

function describePayments({ stripe }: Configuration): string {
  switch (stripe.kind) {
    case 'simulator':
      return 'SIMULATED: credits are given and no money moves (set STRIPE_SECRET_KEY for real payments)';
    case 'off':
      return 'off: nothing is sold';
    case 'live':
      return stripe.isTest ? 'Stripe in test mode: SIMULATED, no money moves' : 'Stripe';
    default:
      return stripe satisfies never;
  }
}

function describeProviders(providers: readonly string[]): string {
  if (providers.length === 0) return 'none: nothing can be generated';
  const names = providers.map((name) =>
    name === 'sandbox' ? 'sandbox (SIMULATED: its media are made up here)' : name,
  );
  return names.join(', ');
}

function describeReach({ exposure, host, publicUrl }: Configuration): string {
  if (exposure === 'loopback') return 'this machine only';
  const isNamed = publicUrl !== undefined || !['0.0.0.0', '::'].includes(host);
  return isNamed ? 'others' : 'others (set PUBLIC_URL, or checkouts and files lead customers to their own localhost)';
}

/** A key is shown on one's own machine only: elsewhere, what is printed is kept and read by others. */
function demoLines(welcome: Welcome): string[] {
  const { demoApiKey, configuration } = welcome;
  if (demoApiKey === undefined) return ['  Demo key     none (DEMO_API_KEY makes a demo account)'];
  if (configuration.exposure === 'reachable') return ['  Demo key     the value of DEMO_API_KEY'];
  return [`  Demo key     ${demoApiKey}`, '', ...firstQueries(welcome, demoApiKey)];
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
