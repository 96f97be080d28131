import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadStorefront, type Storefront, type StorefrontError } from '../../src/catalog/index.ts';
import {
  DURATION as duration,
  type Json,
  modelWith,
  openStorefrontFolder,
  type StorefrontFolder,
  SIZE as size,
  storefrontWith,
} from './storefront-file.ts';

let folder: StorefrontFolder;
beforeAll(() => {
  folder = openStorefrontFolder();
});
afterAll(() => {
  folder.remove();
});

function load(content: unknown): Storefront {
  return folder.load(content);
}

function problem(content: unknown): StorefrontError {
  return folder.problem(content);
}

describe('a storefront file', () => {
  it('is loaded with names, amounts and a price version', () => {
    const { name, priceVersion, packs, models } = load(storefrontWith());
    expect(name).toBe('test');
    expect(priceVersion).toMatch(/^test@2026-11-21\.[0-9a-f]{12}$/);
    expect(packs[0]).toMatchObject({ credits: 10_000_000n, price: { minorUnits: 3750n, currency: 'USD' } });
    expect(models[0]?.parameterSchema).toEqual({
      type: 'object',
      properties: { size, duration },
      additionalProperties: false,
    });
  });

  it('has another version when its content differs, and the same when only its layout does', () => {
    const version = load(storefrontWith()).priceVersion;
    expect(load(JSON.stringify(storefrontWith())).priceVersion).toBe(version);
    const dearer = modelWith({ rules: [{ kind: 'perUnit', meter: 'images', price: '0.051' }] });
    expect(load(storefrontWith({ models: [dearer] })).priceVersion).not.toBe(version);
  });

  it('may sell a model without a price only as not available', () => {
    expect(load(storefrontWith({ models: [modelWith({ rules: [] })] })).models[0]).toMatchObject({
      available: false,
      priceSummary: 'Price not known',
    });
  });

  it('that is missing or no JSON is refused by its name', () => {
    expect(() => loadStorefront('/no/such/file.json')).toThrow(/^\/no\/such\/file\.json: cannot be read/);
    expect(problem('{ "name": ').message).toMatch(/storefront\.json: is not valid JSON/);
  });
});

describe('a storefront file is refused', () => {
  const rule = (fields: Json): Json => ({ rules: [{ kind: 'perUnit', meter: 'images', price: '0.05', ...fields }] });
  const matrix = (rows: Json[]): Json => ({ rules: [{ kind: 'matrix', meter: 'images', rows }] });
  const seconds = (source: Json): Json => ({ meters: { images: { source: { from: 'count' } }, seconds: { source } } });
  const STATED = { source: { from: 'parameter', name: 'duration' } };
  const large = { where: { size: 'large' }, price: '1' };

  it.each<[string, Json, string, RegExp]>([
    [
      'a float',
      rule({ price: 0.05 }),
      'models[0].rules[0].price',
      /decimal string such as "0\.052", never a JSON number/,
    ],
    ['a negative price', rule({ price: '-1' }), 'models[0].rules[0].price', /has to be 0 to 1000000/],
    ['a negative price per unit', rule({ per: '-1' }), 'models[0].rules[0].per', /above 0/],
    ['a price with an exponent', rule({ price: '5e-2' }), 'models[0].rules[0].price', /has to be 0 to 1000000/],
    ['a price that is no number', rule({ price: 'five' }), 'models[0].rules[0].price', /has to be 0 to 1000000/],
    ['a price that is left out', rule({ price: undefined }), 'models[0].rules[0].price', /a decimal string/],
    [
      'a float in a matrix',
      matrix([{ where: { size: 'large' }, price: 0.1 }]),
      'models[0].rules[0].rows[0].price',
      /never a JSON number/,
    ],
    [
      'a float in a style table',
      { rules: [{ kind: 'styleTable', meter: 'images', parameter: 'size', prices: { small: 1.5 } }] },
      'models[0].rules[0].prices.small',
      /never a JSON number/,
    ],
    [
      'a float as a bound',
      seconds({ from: 'outputSeconds', expected: { from: 'count' }, margin: 0.5 }),
      'models[0].meters.seconds.source.margin',
      /never a JSON number/,
    ],
    [
      'a minimum charge of zero',
      {
        rules: [
          { kind: 'flat', price: '1' },
          { kind: 'minimumCharge', price: '0' },
        ],
      },
      'models[0].rules[1].price',
      /above 0/,
    ],
    ['an absurd price', rule({ price: '1000001' }), 'models[0].rules[0].price', /has to be 0 to 1000000/],
    ['too many digits', rule({ price: '0.0000001' }), 'models[0].rules[0].price', /6 fraction digits/],
    [
      'a length of the input that the customer states and a real provider bills',
      { meters: { images: { source: { from: 'count' } }, inputSeconds: STATED } },
      'models[0].meters.inputSeconds',
      /"other" bills what it measures.*"duration".*only the provider "sandbox"/,
    ],
    [
      'the same in a formula',
      {
        providers: ['sandbox', { provider: 'fal', model: 'fal-ai/whisper' }],
        meters: {
          images: { source: { from: 'count' } },
          vendorCredits: { source: { from: 'product', factors: [STATED.source, { from: 'count' }] } },
        },
      },
      'models[0].meters.vendorCredits',
      /"fal" bills what it measures/,
    ],
    ['a price of nothing', rule({ per: '0' }), 'models[0].rules[0].per', /above 0/],
    ['a rule without a meter', rule({ meter: undefined }), 'models[0].rules[0].meter', /a meter is one of .*images/],
    ['a meter that is not declared', rule({ meter: 'seconds' }), 'models[0].rules[0]', /does not declare/],
    ['an unknown kind', rule({ kind: 'free' }), 'models[0].rules[0].kind', /flat, perUnit, package/],
    ['an unknown field', rule({ prize: '1' }), 'models[0].rules[0]', /prize/],
    [
      'only a multiplier',
      { rules: [{ kind: 'multiplier', label: 'x', by: '2' }] },
      'models[0].rules',
      /a rule that makes a price/,
    ],
    ['a misspelt value', matrix([{ where: { size: 'lagre' }, price: '1' }]), 'models[0].rules[0]', /"lagre"/],
    ['a misspelt parameter', matrix([{ where: { sise: 'large' }, price: '1' }]), 'models[0].rules[0]', /"sise"/],
    ['two prices for one row', matrix([large, large]), 'models[0].rules[0]', /two prices/],
    ['an unknown source', seconds({ from: 'thin air' }), 'models[0].meters.seconds.source.from', /one of count/],
    [
      'a text as quantity',
      seconds({ from: 'parameter', name: 'size' }),
      'models[0].meters.seconds',
      /an integer or a number/,
    ],
    [
      'no bound',
      seconds({ from: 'outputSeconds', expected: { from: 'count' } }),
      'models[0].meters.seconds.source',
      /margin or atMost/,
    ],
    [
      'a parameter without limits',
      {
        parameters: { duration: { type: 'integer', title: 'D', default: 1 } },
        ...seconds({ from: 'parameter', name: 'duration' }),
      },
      'models[0].meters.seconds',
      /maximum/,
    ],
    [
      'a quantity that may be absent',
      {
        parameters: { duration: { ...duration, default: undefined } },
        ...seconds({ from: 'parameter', name: 'duration' }),
      },
      'models[0].meters.seconds',
      /required or have a default/,
    ],
    [
      'a wrong default',
      { parameters: { size: { ...size, default: 'huge' } } },
      'models[0].parameters.size.default',
      /default/,
    ],
    [
      'an unknown type',
      { parameters: { size: { type: 'colour', title: 'C' } } },
      'models[0].parameters.size.type',
      /string, integer/,
    ],
    ['an unknown required name', { required: ['style'] }, 'models[0].required', /"style"/],
    ['an unknown kind of model', { kind: 'SCENT' }, 'models[0].kind', /IMAGE/],
    ['no provider', { providers: [] }, 'models[0].providers', /./],
    ['the sandbox parameter', { parameters: { sandbox: size } }, 'models[0].parameters.sandbox', /sandbox provider/],
    [
      'tiers that do not climb',
      {
        rules: [
          {
            kind: 'volumeTiers',
            meter: 'images',
            tiers: [
              { upTo: '5', price: '1' },
              { upTo: '5', price: '1' },
              { upTo: null, price: '1' },
            ],
          },
        ],
      },
      'models[0].rules[0].tiers',
      /climb/,
    ],
    [
      'tiers with an end',
      { rules: [{ kind: 'graduatedTiers', meter: 'images', tiers: [{ upTo: '5', price: '1' }] }] },
      'models[0].rules[0].tiers',
      /no end/,
    ],
    [
      'a discount by quantity',
      {
        rules: [
          { kind: 'flat', price: '1' },
          { kind: 'multiplier', label: 'x', by: '0.5', when: [{ meter: 'images', moreThan: '1' }] },
        ],
      },
      'models[0].rules[1]',
      /discount/,
    ],
  ])('for %s', (...[, changes, place, message]) => {
    const error = problem(storefrontWith({ models: [modelWith(changes)] }));
    expect(error.place).toBe(place);
    expect(error.message).toMatch(message);
    expect(error.file).toBe(folder.file);
    expect(error.message).toMatch(/storefront\.json:\d+: /);
  });

  it('for a model that is there twice, naming it and its line', () => {
    const error = problem(storefrontWith({ models: [modelWith(), modelWith()] }));
    expect(error.place).toBe('models[1].identifier');
    expect(error.message).toMatch(/storefront\.json:\d+: models\[1\]\.identifier: "test\/model" is there twice/);
  });

  it('for money that is none', () => {
    const pack = {
      id: 'p',
      name: 'P',
      credits: '10',
      validity: 'DAYS_30',
      price: { amount: '1.234', currency: 'USD' },
    };
    expect(problem(storefrontWith({ packs: [pack] })).place).toBe('packs[0].price');
    expect(problem(storefrontWith({ packs: [{ ...pack, credits: 10 }] })).place).toBe('packs[0].credits');
  });

  const priced = (amount: string, currency: string): Json => ({
    packs: [{ id: 'p', name: 'P', credits: '10', validity: 'DAYS_30', price: { amount, currency } }],
  });
  const planned = (price: Json, yearly: Json = price): Json => {
    const limits = { auditWindowDays: 1, concurrencyLimit: 1, requestsPerMinute: 1 };
    const plan = { id: 'p', name: 'P', price, monthlyCredits: '1', ...limits };
    return { plans: [{ ...plan, yearly: { price: yearly, credits: '1' } }] };
  };
  const USD = 'USD';

  it.each<[string, Json, string, RegExp]>([
    ['a currency that nobody charges', priced('1000', 'IQD'), 'packs[0].price.currency', /it takes AED, AFN, .* ZMW$/],
    ['three letters', priced('1', 'ABC'), 'packs[0].price.currency', /not a currency that Stripe takes/],
    ['small letters', priced('1', 'usd'), 'packs[0].price.currency', /not a currency that Stripe takes/],
    ['a digit that is never charged', priced('3.125', 'KWD'), 'packs[0].price', /a multiple of 0\.010 KWD/],
    ['hundredths of a franc', priced('1000.5', 'XOF'), 'packs[0].price', /at most 0 decimals/],
    ['less than Stripe charges', priced('0.49', USD), 'packs[0].price', /the least is 0\.50 USD/],
    ['more than Stripe charges', priced('1000000', USD), 'packs[0].price', /the most is 999999\.99 USD/],
    ['a pack for nothing', priced('0', USD), 'packs[0].price', /Stripe charges no zero/],
    ['too cheap a plan', planned({ amount: '0.20', currency: 'GBP' }), 'plans[0].price', /the least is 0\.30 GBP/],
    [
      'too dear a year',
      planned({ amount: '0', currency: USD }, { amount: '1000000', currency: USD }),
      'plans[0].yearly.price',
      /the most is/,
    ],
  ])('for %s', (...[, changes, place, message]) => {
    const error = problem(storefrontWith(changes));
    expect(error.place).toBe(place);
    expect(error.message).toMatch(message);
  });

  it('for a credit in a currency that nobody charges', () => {
    const creditUnit = { one: 'c', many: 'c', meaning: 'c', price: { amount: '1', currency: 'IQD' } };
    expect(problem(storefrontWith({ creditUnit })).place).toBe('creditUnit.price.currency');
  });

  it.each([
    ['1000', 'XOF', 1000n],
    ['1000', 'ISK', 100_000n],
    ['3.120', 'KWD', 3120n],
    ['1000', 'JPY', 1000n],
  ])('and not for %s %s, which Stripe takes as %s', (amount, currency, minorUnits) => {
    expect(load(storefrontWith(priced(amount, currency))).packs[0]?.price).toEqual({ minorUnits, currency });
  });

  it('with the line of the mistake', () => {
    const text = JSON.stringify(
      storefrontWith({ models: [modelWith(), modelWith({ identifier: 'b', ...rule({ price: 1 }) })] }),
      null,
      2,
    );
    const line = text.split('\n').findIndex((row) => row.includes('"price": 1')) + 1;
    expect(problem(text).line).toBe(line);
  });
});

describe('ten thousand models', () => {
  it('are loaded and checked', () => {
    const models = Array.from({ length: 10_000 }, (_, index) =>
      modelWith({ identifier: `test/model-${String(index)}` }),
    );
    expect(load(storefrontWith({ models })).models).toHaveLength(10_000);
  });
});
