import { describe, expect, it } from '@jest/globals';
import {
  type Choice,
  chooseProviders,
  type ProviderCondition,
} from '../../../../src/generation/run/decide/choose-providers.ts';

const healthy: ProviderCondition = { isHealthy: true, typicalMilliseconds: undefined };

const choice = (more: Partial<Choice> = {}): Choice => ({
  offered: ['one', 'two', 'three'],
  upstream: [],
  wanted: undefined,
  conditions: new Map(['one', 'two', 'three'].map((name) => [name, healthy])),
  draw: 'a generation',
  ...more,
});

describe('the order of providers', () => {
  it("is the storefront's without a wish and without weights", () => {
    expect(chooseProviders(choice())).toEqual(['one', 'two', 'three']);
  });

  it("is the storefront's, too, when the customer asked for nobody", () => {
    expect(chooseProviders(choice({ wanted: [] }))).toEqual(['one', 'two', 'three']);
  });

  it('is what the customer asked for, each once', () => {
    expect(chooseProviders(choice({ wanted: ['three', 'one', 'three'] }))).toEqual(['three', 'one']);
  });

  it('leaves out what the model does not run on and what is switched off', () => {
    const conditions = new Map([['two', healthy]]);
    expect(chooseProviders(choice({ wanted: ['four', 'one', 'two'], conditions }))).toEqual(['two']);
  });

  it('puts those that fail lately last, also when the customer asked for them', () => {
    const conditions = new Map<string, ProviderCondition>([
      ['one', { isHealthy: false, typicalMilliseconds: 1 }],
      ['two', healthy],
      ['three', healthy],
    ]);
    expect(chooseProviders(choice({ conditions }))).toEqual(['two', 'three', 'one']);
    expect(chooseProviders(choice({ conditions, wanted: ['one'] }))).toEqual(['one']);
  });

  it('is by the time that deliveries take when the fastest is asked for, untimed ones last', () => {
    const conditions = new Map<string, ProviderCondition>([
      ['one', healthy],
      ['two', { isHealthy: true, typicalMilliseconds: 900 }],
      ['three', { isHealthy: true, typicalMilliseconds: 300 }],
    ]);
    expect(chooseProviders(choice({ conditions, wanted: ['fastest'] }))).toEqual(['three', 'two', 'one']);
  });

  it('shares the work by weight, and is always the same for the same generation', () => {
    const upstream = [
      { provider: 'one', model: 'm', weight: 6 },
      { provider: 'two', model: 'm', weight: 3 },
      { provider: 'three', model: 'm', weight: 1 },
    ];
    const firsts = { one: 0, two: 0, three: 0 };
    for (let n = 0; n < 10_000; n += 1) {
      const draw = `generation ${n}`;
      const order = chooseProviders(choice({ upstream, draw }));
      expect(chooseProviders(choice({ upstream, draw }))).toEqual(order);
      firsts[order[0] as keyof typeof firsts] += 1;
    }
    expect(firsts.one / 10_000).toBeCloseTo(0.6, 1);
    expect(firsts.two / 10_000).toBeCloseTo(0.3, 1);
    expect(firsts.three / 10_000).toBeCloseTo(0.1, 1);
  });
});
