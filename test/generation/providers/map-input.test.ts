import { describe, expect, it } from '@jest/globals';
import { createCatalog, loadStorefront, type ProviderModel } from '../../../src/catalog/index.ts';
import { mapInput } from '../../../src/generation/providers/map-input.ts';
import { failed, requestFor } from './double-place.ts';

const PLAIN: ProviderModel = { provider: 'any', model: 'any/model' };

function inputOf(upstream: ProviderModel, change: Parameters<typeof requestFor>[1] = {}): unknown {
  const mapped = mapInput(requestFor(upstream, change), 'prompt');
  if (!mapped.ok) throw new Error(mapped.failure.message);
  return mapped.input;
}

const refusal = (upstream: ProviderModel, change: Parameters<typeof requestFor>[1]) => {
  const mapped = mapInput(requestFor(upstream, change), 'prompt');
  return mapped.ok ? mapped : { state: 'failed', failure: mapped.failure };
};

describe("a provider's input", () => {
  it('has the prompt and the parameters under the same names, unless the model says otherwise', () => {
    const parameters = { width: 512, tone: 'warm' };
    expect(inputOf(PLAIN, { parameters })).toEqual({ prompt: 'A quiet harbour', width: 512, tone: 'warm' });
    expect(inputOf({ ...PLAIN, rename: { width: 'w' } }, { parameters })).toMatchObject({ w: 512, tone: 'warm' });
  });

  it('never has the parameter that makes the sandbox go wrong', () => {
    expect(inputOf(PLAIN, { parameters: { sandbox: { outcome: 'fail' } } })).toEqual({ prompt: 'A quiet harbour' });
  });

  it('has no prompt when there is none', () => {
    expect(inputOf(PLAIN, { prompt: undefined, parameters: {} })).toEqual({});
  });

  it('can be nested, several paths into the same place', () => {
    const rename = { width: 'size.width', height: 'size.height' };
    const input = { prompt: 'A quiet harbour', size: { width: 1, height: 2, unit: 'px' } };
    expect(
      inputOf({ ...PLAIN, rename, fixed: { 'size.unit': 'px' } }, { parameters: { width: 1, height: 2 } }),
    ).toEqual(input);
  });

  it("has values in the provider's words, of any JSON type", () => {
    const values = { duration: { 5: '5s' }, audio: { true: 'on', false: 'off' } };
    expect(inputOf({ ...PLAIN, values }, { parameters: { duration: 5, audio: false } })).toMatchObject({
      duration: '5s',
      audio: 'off',
    });
  });

  it('lets what is fixed win over what the customer said', () => {
    expect(inputOf({ ...PLAIN, fixed: { mode: 'safe' } }, { parameters: { mode: 'free' } })).toMatchObject({
      mode: 'safe',
    });
  });

  it('has the number of outputs where the model takes one', () => {
    expect(inputOf({ ...PLAIN, count: { parameter: 'n', most: 4 } }, { count: 3 })).toMatchObject({ n: 3 });
  });

  it.each<[string, Partial<ProviderModel>, Parameters<typeof requestFor>[1]]>([
    ['a value without a word', { values: { format: { png: 'png' } } }, { parameters: { format: 'webp' } }],
    [
      'a value named like a part of every object',
      { values: { format: {} } },
      { parameters: { format: 'constructor' } },
    ],
    ['a number out of range', { ranges: { speed: { minimum: 1, maximum: 2 } } }, { parameters: { speed: 2.5 } }],
    ['more outputs than one', {}, { count: 2 }],
    ['more outputs than it makes', { count: { parameter: 'n', most: 4 } }, { count: 5 }],
  ])('is not made from %s: another provider may do it', (_, limits, change) => {
    expect(refusal({ ...PLAIN, ...limits }, change)).toMatchObject(failed('UNSUPPORTED_REQUEST', true));
  });
});

describe('the models of the shipped storefront', () => {
  const storefront = loadStorefront('storefronts/usd-credits.json');
  const { models } = storefront;
  const catalog = createCatalog(storefront);
  const run = models.flatMap((model) => model.upstream.map((upstream) => ({ model, upstream })));

  it('are run by all four real providers, and by the sandbox when there are no credentials', () => {
    expect([...new Set(run.map(({ upstream }) => upstream.provider))].toSorted()).toEqual([
      'elevenlabs',
      'fal',
      'openai',
      'replicate',
    ]);
    for (const { model } of run) expect(model.providers.at(-1)).toBe('sandbox');
  });

  it.each(run.map((one) => [`${one.model.identifier} by ${one.upstream.provider}`, one] as const))(
    'have an input with their defaults: %s',
    (_, { model, upstream }) => {
      const check = catalog.validateParameters(model, {});
      if (!check.ok) throw new Error('The defaults are not valid.');
      expect(mapInput(requestFor(upstream, { parameters: check.parameters }), 'prompt')).toMatchObject({ ok: true });
    },
  );
});
