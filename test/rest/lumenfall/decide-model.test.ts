import { describe, expect, it } from '@jest/globals';
import type { Model, PriceBook } from '../../../src/catalog/index.ts';
import { decideModel } from '../../../src/rest/lumenfall/decide-model.ts';

const IDENTIFIERS = [
  'bfl/flux-1.1-pro',
  'openai/gpt-image-1',
  'sora-2',
  'openai/sora-2',
  'a/twice',
  'b/twice',
  'c/away',
];

const book = (): Pick<PriceBook, 'model' | 'models'> => {
  const models = IDENTIFIERS.map((identifier) => ({ identifier, available: identifier !== 'c/away' }) as Model);
  return {
    model: (identifier) => models.find((model) => model.identifier === identifier),
    models: ({ available } = {}) => models.filter((model) => available === undefined || model.available === available),
  };
};

const meant = (name: string) => {
  const named = decideModel(name, book());
  return named.status === 'found' ? [named.model.identifier, named.pinned] : named.status;
};

describe('which model a name means', () => {
  it.each([
    ['an identifier', 'bfl/flux-1.1-pro', ['bfl/flux-1.1-pro', undefined]],
    ['one behind a provider', 'fal/bfl/flux-1.1-pro', ['bfl/flux-1.1-pro', 'fal']],
    ['its last part', 'gpt-image-1', ['openai/gpt-image-1', undefined]],
    ['its last part behind a provider', 'fal/flux-1.1-pro', ['bfl/flux-1.1-pro', 'fal']],
    ['an identifier that is the last part of another, too', 'sora-2', ['sora-2', undefined]],
    ['an identifier that looks pinned', 'openai/sora-2', ['openai/sora-2', undefined]],
    ['a last part of two', 'twice', 'ambiguous'],
    ['a last part of what is not sold', 'away', 'unknown'],
    ['a part in the middle of a name', 'flux', 'unknown'],
    ['two steps that are nobody', 'fal/x/flux-1.1-pro', 'unknown'],
    ['nothing', '', 'unknown'],
    ['a slash', '/', 'unknown'],
    ['a name that every object has', '__proto__', 'unknown'],
  ])('%s', (_, name, expected) => {
    expect(meant(name)).toEqual(expected);
  });
});
