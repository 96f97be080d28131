// Things that there are, so that operations name them: begun with what every storefront sells, and added to by answers.

export type Known = Record<string, unknown[]>;

export function newKnown(): Known {
  const models = ['bfl/flux-1.1-pro', 'openai/gpt-4o-mini-tts', 'flux-vision-upscaler', 'no/such-model'];
  return {
    ...{
      model: models,
      identifier: models,
      packId: ['pack-10', 'pack-100', 'x'],
      planId: ['free', 'pro', 'scale', 'x'],
    },
    ...{ prompt: ['a boat', 'a'], count: [1, 2, 1], first: [1, 10, 100], days: [1, 7, 30], currency: ['USD'] },
    ...{ idempotencyKey: Array.from({ length: 40 }, (_, index) => `k${index}`), afterSequence: ['0', '1', '2'] },
    ...{ name: ['Robot'], email: ['a@example.com'], reason: ['because'], description: ['Well'], amount: ['10.00'] },
    ...{
      url: ['https://example.com/hook'],
      webhookUrl: ['https://example.com/hook'],
      parameters: [{}, { width: 512 }],
    },
    ...{
      id: [],
      accountId: [],
      generationId: [],
      purchaseId: [],
      endpointId: [],
      eventId: [],
      quoteId: [],
      apiKeyId: [],
    },
    ...{ after: [], document: ['{}'], threshold: ['5'], target: ['10'], providerOrder: ['sandbox'] },
  };
}

const MOST_KNOWN = 60;

/** Which inputs an id fits, by its prefix. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  acct: ['accountId', 'id'],
  gen: ['generationId', 'id'],
  key: ['id', 'apiKeyId'],
  pur: ['purchaseId', 'id'],
  hook: ['endpointId', 'id'],
  evt: ['eventId'],
  quo: ['quoteId', 'id'],
};

/** Remembers the ids and cursors of an answer. */
export function harvest(known: Known, answer: unknown): void {
  const text = JSON.stringify(answer ?? null);
  for (const [, cursor] of text.matchAll(/"(?:cursor|endCursor)":"([^"]+)"/g)) remember(known, 'after', String(cursor));
  for (const [, id, prefix] of text.matchAll(/"(([a-z]{3,4})_[0-9a-z]{26})"/g)) {
    for (const place of PLACES[String(prefix)] ?? []) remember(known, place, String(id));
  }
}

export function remember(known: Known, place: string, value: string): void {
  const values = known[place] ?? [];
  if (values.includes(value)) return;
  known[place] = [...values.slice(-MOST_KNOWN), value];
}
