// What is asked: each row of the table is one operation over HTTP.
const USAGE = `totalGenerations succeeded failed canceled totalCost wastedCost
  byDay { key generations cost } byModel { key generations cost } byApiKey { key cost } byProvider { key cost }`;
const PAGE = 'nodes { id sequence type amount balanceAfter description createdAt } pageInfo { hasNextPage endCursor }';

export interface Question {
  readonly name: string;
  readonly query: string;
  /** Who asks: the account whose plan looks back a year, or one whose plan looks back a month and whose history is older. */
  readonly account: 'busy' | 'free';
}

const busy = (name: string, query: string): Question => ({ name, query, account: 'busy' });
const daysBack = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** In the order of the table. */
export const questions = (): readonly Question[] => [
  busy('usage(30)', `{ usage(days: 30) { ${USAGE} } }`),
  busy('usage(365)', `{ usage(days: 365) { ${USAGE} } }`),
  busy('transactions, unused model', `{ transactions(where: { model: ["bfl/flux-dev"] }) { ${PAGE} } }`),
  busy('transactions, unused type', `{ transactions(where: { type: [INVOICE] }) { ${PAGE} } }`),
  busy('transactions, one model', `{ transactions(where: { model: ["elevenlabs/music"] }) { ${PAGE} } }`),
  busy('generations, unused status', '{ generations(where: { status: [CANCELED] }) { nodes { id } } }'),
  busy('generations, one status', '{ generations(where: { status: [FAILED] }) { nodes { id } } }'),
  busy('totalCount', '{ transactions(first: 1) { totalCount } }'),
  busy('totalCount, one type', '{ transactions(first: 1, where: { type: [REFUND] }) { totalCount } }'),
  busy('createdAt.to 300 days back', `{ transactions(where: { createdAt: { to: "${daysBack(300)}" } }) { ${PAGE} } }`),
  { name: 'first page, free plan', query: `{ transactions { ${PAGE} } }`, account: 'free' },
  busy('models by price', '{ models(orderBy: { field: PRICE }) { nodes { identifier } pageInfo { endCursor } } }'),
];
