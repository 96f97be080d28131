// Every number of the five documents that the gateway has to cover, and the worked examples of their vendors.
import { describe, expect, it } from '@jest/globals';
import { formatCredits, formatMoney, parseCredits } from '../../src/money/index.ts';
import { affordableCount } from '../../src/pricing/index.ts';
import { costOf, estimateOf, order, SHIPPED, styleTokens, unitCredits, usdCredits } from './shipped.ts';

describe('packs of CheapAI (Billing & Credits, Credit Packages)', () => {
  it.each([
    ['starter', '1000000', 'DAYS_30', '25.00'],
    ['starter', '1000000', 'DAYS_90', '30.00'],
    ['starter', '1000000', 'LIFETIME', '37.50'],
    ['standard', '5000000', 'DAYS_30', '90.00'],
    ['standard', '5000000', 'DAYS_90', '108.00'],
    ['standard', '5000000', 'LIFETIME', '135.00'],
    ['pro', '10000000', 'DAYS_30', '170.00'],
    ['pro', '10000000', 'DAYS_90', '204.00'],
    ['pro', '10000000', 'LIFETIME', '255.00'],
    ['business', '50000000', 'DAYS_30', '750.00'],
    ['business', '50000000', 'DAYS_90', '900.00'],
    ['business', '50000000', 'LIFETIME', '1125.00'],
    ['enterprise', '100000000', 'DAYS_30', '1300.00'],
    ['enterprise', '100000000', 'DAYS_90', '1560.00'],
    ['enterprise', '100000000', 'LIFETIME', '1950.00'],
  ])('%s gives %s credits with validity %s for %s dollars', (...[name, credits, validity, price]) => {
    const suffix = { DAYS_30: '30-days', DAYS_90: '90-days', LIFETIME: 'lifetime' }[validity]!;
    const pack = unitCredits.pack(`${name}-${suffix}`)!;
    expect([formatCredits(pack.credits), pack.validity]).toEqual([credits, validity]);
    expect([formatMoney(pack.price), pack.price.currency]).toEqual([price, 'USD']);
  });

  it.each([
    ['90-days', 12n],
    ['lifetime', 15n],
  ])('%s packs cost %d tenths of the 30-day ones', (suffix, tenths) => {
    for (const name of ['starter', 'standard', 'pro', 'business', 'enterprise']) {
      const [short, long] = ['30-days', suffix].map((ending) => unitCredits.pack(`${name}-${ending}`)!);
      expect(long!.price.minorUnits * 10n).toBe(short!.price.minorUnits * tenths);
      expect(long!.credits).toBe(short!.credits);
    }
  });

  it('are fifteen, and all that is sold', () => {
    expect(unitCredits.storefront.packs).toHaveLength(15);
  });
});

describe('packs of BabySea', () => {
  it.each(['10', '25', '50', '100', '500', '1000'])('%s credits cost as many dollars', (credits) => {
    const pack = usdCredits.pack(`pack-${credits}`)!;
    expect([formatCredits(pack.credits), formatMoney(pack.price)]).toEqual([credits, `${credits}.00`]);
  });
});

describe('plans of BabySea', () => {
  it.each([
    ['free', '0.00', '0'],
    ['starter', '9.00', '9'],
    ['pro', '29.00', '29'],
    ['scale', '99.00', '99'],
    ['enterprise', '199.00', '199'],
  ])('%s costs %s dollars a month and gives %s credits a month', (...[id, price, credits]) => {
    const plan = usdCredits.plan(id)!;
    expect([formatMoney(plan.price), formatCredits(plan.monthlyCredits)]).toEqual([price, credits]);
  });

  it.each([
    ['starter', '90.00', '90'],
    ['pro', '290.00', '290'],
    ['scale', '990.00', '990'],
    ['enterprise', '1990.00', '1990'],
  ])('%s costs %s dollars a year and gives %s credits at once', (...[id, price, credits]) => {
    const yearly = usdCredits.plan(id)!.yearly!;
    expect([formatMoney(yearly.price), formatCredits(yearly.credits)]).toEqual([price, credits]);
  });

  it('greet a new customer of the free plan with one credit', () => {
    const welcomes = usdCredits.storefront.plans.map(({ id, welcomeCredits: credits }) => [id, credits]);
    expect(welcomes.filter(([, credits]) => credits !== undefined)).toEqual([['free', 1_000_000n]]);
  });

  it.each([
    ['free', 30],
    ['starter', 90],
    ['pro', 180],
    ['scale', 365],
    ['enterprise', 365],
  ])('%s shows the ledger of %d days, in every storefront', (...[id, days]) => {
    for (const catalog of Object.values(SHIPPED)) expect(catalog.plan(id)?.auditWindowDays).toBe(days);
  });
});

describe('styles of Imagine (API Call Billing and Token Usage)', () => {
  it.each([
    ['anime', 'Anime', '5', '5 tokens'],
    ['realistic', 'Realistic', '5', '5 tokens'],
    ['flux-schnell', 'Flux Schnell', '5', '5 tokens'],
    ['flux-dev-fast', 'Flux Dev Fast', '5', '5 tokens'],
    ['flux-dev', 'Flux Dev', '15', '15 tokens'],
    ['imagine-turbo', 'Imagine Turbo', '1', '1 token'],
  ])('%s (%s) costs %s, as a parameter and as a model', (...[style, name, tokens, inWords]) => {
    const { total, lines } = estimateOf(styleTokens, 'vyro/imagine', { parameters: { style } });
    expect(formatCredits(total)).toBe(tokens);
    expect(lines[0]?.description).toContain(`${inWords} per image`);
    expect(styleTokens.model(`vyro/style/${style}`)?.name).toBe(`Imagine: ${name}`);
    expect(costOf(styleTokens, `vyro/style/${style}`)).toBe(tokens);
  });

  it('cost the same whatever the rest of the call is', () => {
    for (const aspect of ['1:1', '3:2', '4:3', '3:4', '16:9', '9:16']) {
      const parameters = { style: 'flux-dev', aspect_ratio: aspect, seed: 7 };
      expect(costOf(styleTokens, 'vyro/imagine', { parameters, prompt: 'a'.repeat(5000) })).toBe('15');
    }
  });
});

describe('worked examples of the vendors', () => {
  it('B07: a balance of 12.480 pays for 240 generations at 0.052', () => {
    const { perGeneration } = estimateOf(usdCredits, 'bfl/flux-1.1-pro');
    expect(formatCredits(perGeneration.total)).toBe('0.052');
    expect(affordableCount(parseCredits('12.480')!, perGeneration.total)).toBe(240);
  });

  it('B07: five generations of FLUX schnell at 0.005 cost 0.025', () => {
    expect(costOf(usdCredits, 'bfl/flux-schnell', { count: 5 })).toBe('0.025');
  });

  it('L07: two images at 0.04 cost 80000 millionths of a dollar', () => {
    const { total, lines } = estimateOf(usdCredits, 'gemini-3-pro-image', { count: 2 });
    expect(total).toBe(80_000n);
    expect(lines).toMatchObject([
      { meter: 'images', quantity: { numerator: 2n, denominator: 1n }, unitPrice: 40_000n },
    ]);
  });

  it('C05: one image of 2K and 16:9 with two assets costs 1188 credits', () => {
    const asset = 'https://a.example/1.png';
    const parameters = { aspect_ratio: '16:9', resolution: '2K', reference_images: [asset, asset] };
    expect(costOf(unitCredits, 'bytedance-seedream-4.5', { parameters })).toBe('1188');
  });

  it('C05: whatever the number of assets, up to 14, and the number of images', () => {
    const assets = (count: number) => ({ reference_images: Array(count).fill('https://a.example/1.png') });
    const costs = [0, 1, 14].map((count) =>
      costOf(unitCredits, 'bytedance-seedream-4.5', { parameters: assets(count) }),
    );
    expect(costs).toEqual(['1188', '1188', '1188']);
    expect(costOf(unitCredits, 'bytedance-seedream-4.5', { parameters: assets(2), count: 3 })).toBe('3564');
    expect(order(unitCredits, 'bytedance-seedream-4.5', { parameters: assets(15) })).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_PARAMETER', path: ['parameters', 'reference_images'] },
    });
  });

  it('V01: a call costs what its style costs, and nothing else', () => {
    const styles = ['anime', 'realistic', 'flux-schnell', 'flux-dev-fast', 'flux-dev', 'imagine-turbo'];
    const costs = styles.map((style) => costOf(styleTokens, 'vyro/imagine', { parameters: { style } }));
    expect(costs).toEqual(['5', '5', '5', '5', '15', '1']);
  });
});
