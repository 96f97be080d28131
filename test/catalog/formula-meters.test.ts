import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCatalog } from '../../src/catalog/index.ts';
import { effectiveCost } from '../../src/pricing/index.ts';
import { costOf, estimateOf } from './shipped.ts';
import {
  type Json,
  modelWith,
  openStorefrontFolder,
  type StorefrontFolder,
  storefrontWith,
} from './storefront-file.ts';

let folder: StorefrontFolder;
beforeAll(() => {
  folder = openStorefrontFolder();
});
afterAll(() => {
  folder.remove();
});

const meter = (name: string): Json => ({ from: 'meter', meter: name });
const product = (...factors: Json[]): Json => ({ source: { from: 'product', factors } });
const constant = (value: string): Json => ({ from: 'constant', value });
const RULES = [{ kind: 'perUnit', meter: 'tokens', price: '1' }];

function fileWith(meters: Json): Json {
  return storefrontWith({ models: [modelWith({ meters, rules: RULES })] });
}

describe('a meter that builds on another', () => {
  it('takes its quantity as a factor, however long the chain is', () => {
    const catalog = createCatalog(
      folder.load(
        fileWith({
          tokens: product(meter('outputTokens'), constant('3')),
          outputTokens: { source: { from: 'product', factors: [meter('seconds'), constant('7')], dividedBy: '2' } },
          seconds: { source: { from: 'parameter', name: 'duration' } },
        }),
      ),
    );
    expect(costOf(catalog, 'test/model', { parameters: { duration: 4 } })).toBe('42');
  });

  it('follows the outputs when the other does', () => {
    const seconds = {
      from: 'outputSeconds',
      expected: { from: 'parameter', name: 'duration' },
      margin: '1',
    };
    const catalog = createCatalog(
      folder.load(fileWith({ seconds: { source: seconds }, tokens: product(meter('seconds'), constant('10')) })),
    );
    const { exactness, total, maxCost } = estimateOf(catalog, 'test/model');
    expect([exactness, total, maxCost]).toEqual(['APPROXIMATE', 50_000_000n, 60_000_000n]);
    const outputs = [{ bytes: 1, mimeType: 'video/mp4', durationMilliseconds: 4500 }];
    const model = catalog.model('test/model')!.price;
    const charge = effectiveCost({ model, parameters: { duration: 5 }, prompt: undefined, outputs });
    expect(charge).toMatchObject({ ok: true, priced: { total: 45_000_000n } });
  });

  it('may be one of two that build on the same third', () => {
    const meters = {
      seconds: { source: { from: 'parameter', name: 'duration' } },
      inputTokens: product(meter('seconds'), constant('2')),
      outputTokens: product(meter('seconds'), constant('3')),
      tokens: product(meter('inputTokens'), meter('outputTokens')),
    };
    expect(costOf(createCatalog(folder.load(fileWith(meters))), 'test/model')).toBe('150');
  });
});

describe('a storefront with a cycle', () => {
  it.each<[string, Json, string, string]>([
    ['of a meter with itself', { tokens: product(meter('tokens')) }, 'tokens', 'tokens -> tokens'],
    [
      'of two meters',
      { tokens: product(meter('seconds')), seconds: product(constant('2'), meter('tokens')) },
      'tokens',
      'tokens -> seconds -> tokens',
    ],
    [
      'that begins behind a meter outside it',
      {
        tokens: product(meter('inputTokens')),
        inputTokens: product(meter('outputTokens')),
        outputTokens: product(meter('seconds')),
        seconds: product(meter('inputTokens')),
      },
      'inputTokens',
      'inputTokens -> outputTokens -> seconds -> inputTokens',
    ],
  ])('%s is refused by the names in it', (...[, meters, place, cycle]) => {
    const error = folder.problem(fileWith(meters));
    expect(error.place).toBe(`models[0].meters.${place}`);
    expect(error.message).toContain(
      `it builds on itself (${cycle}); a meter builds only on meters that do not lead back`,
    );
    const line = JSON.stringify(fileWith(meters), null, 2)
      .split('\n')
      .findIndex((text) => text.includes(`"${place}": {`));
    expect(error.line).toBe(line + 1);
  });

  it('is not the same as a meter that is not there, or a reference outside a formula', () => {
    const missing = folder.problem(fileWith({ tokens: product(meter('seconds')) }));
    expect(missing.message).toContain('it builds on the meter "seconds", which the model does not declare');
    const bare = folder.problem(fileWith({ tokens: { source: meter('seconds') } }));
    expect(bare.message).toContain('a factor of a product also from meter');
  });
});
