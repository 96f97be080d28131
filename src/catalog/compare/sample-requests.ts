// Requests whose prices show what a change of a model's price does: the defaults, then one choice after the other.

import type { Model } from '../sell/model.ts';
import { countsPrompt, priceParameters } from './price-parameters.ts';
import { parametersOf, sampleValues } from './sample-values.ts';

export interface SampleRequest {
  readonly words: string;
  /** What the customer chose; all other parameters are left to their defaults. */
  readonly choices: Readonly<Record<string, unknown>>;
  readonly promptLength: number;
  readonly count: number;
}

const PROMPT_LENGTH = 1000;
const OTHER_PROMPT_LENGTHS = [1, 5000];
const LARGEST_COUNT = 100;

const DEFAULTS: SampleRequest = {
  words: 'default parameters',
  choices: {},
  promptLength: PROMPT_LENGTH,
  count: 1,
};

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) {
    return `${String(value.length)} ${value.length === 1 ? 'item' : 'items'}`;
  }
  return typeof value === 'string' && value.length > 40 ? `${String(value.length)} characters` : String(value);
}

function choose(choices: Readonly<Record<string, unknown>>): SampleRequest {
  const words = Object.entries(choices).map(([name, value]) => `${name}: ${valueInWords(value)}`);
  return words.length === 0 ? DEFAULTS : { ...DEFAULTS, words: words.join(', '), choices };
}

function oneByOne(model: Model): SampleRequest[] {
  const relevant = priceParameters(model.price);
  return Object.entries(parametersOf(model))
    .filter(([name]) => relevant.has(name))
    .flatMap(([name, schema]) => sampleValues(schema).map((value) => choose({ [name]: value })));
}

function matrixRows(model: Model): SampleRequest[] {
  return model.price.rules.flatMap((rule) => (rule.kind === 'matrix' ? rule.rows.map((row) => choose(row.where)) : []));
}

function prompts(model: Model): SampleRequest[] {
  return countsPrompt(model.price)
    ? OTHER_PROMPT_LENGTHS.map((promptLength) => {
        return { ...DEFAULTS, words: `a prompt of ${String(promptLength)} characters`, promptLength };
      })
    : [];
}

/** The cost of many is more than many times the cost of one only where a part is priced once for the whole call. */
function counts({ price }: Model): SampleRequest[] {
  const hasFixedPart = price.rules.some(
    (rule) => rule.kind === 'minimumCharge' || ('scope' in rule && rule.scope === 'call'),
  );
  return hasFixedPart ? [{ ...DEFAULTS, words: `${String(LARGEST_COUNT)} outputs`, count: LARGEST_COUNT }] : [];
}

/** The samples of both versions of a model, each once, the default parameters first. */
export function sampleRequests(...models: readonly Model[]): SampleRequest[] {
  const all = models.flatMap((model) => [
    DEFAULTS,
    ...oneByOne(model),
    ...matrixRows(model),
    ...prompts(model),
    ...counts(model),
  ]);
  return [...new Map(all.map((request) => [request.words, request])).values()];
}
