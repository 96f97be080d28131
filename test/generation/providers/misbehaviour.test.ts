import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { SANDBOX_PARAMETER_SCHEMA } from '../../../src/catalog/sell/sandbox-parameter.ts';
import { parseMisbehaviour } from '../../../src/generation/providers/sandbox/misbehaviour.ts';

const accepts = new Ajv({ strict: false }).compile(SANDBOX_PARAMETER_SCHEMA);

describe("the sandbox's own parameter", () => {
  it.each([
    {},
    { outcome: 'succeed' },
    { outcome: 'fail' },
    { outcome: 'reject' },
    { outcome: 'timeout' },
    { outcome: 'partial', deliver: 0 },
    { deliver: 100, delayMilliseconds: 600_000 },
  ])('is understood as the catalog promises: %j', (sandbox) => {
    expect(accepts(sandbox)).toBe(true);
    expect(parseMisbehaviour({ sandbox })).toMatchObject(sandbox);
  });

  it.each([
    { outcome: 'explode' },
    { deliver: -1 },
    { deliver: 101 },
    { deliver: 1.5 },
    { delayMilliseconds: 600_001 },
    { delayMilliseconds: '5' },
    { surprise: true },
    'fail',
    [],
  ])('is refused by the catalog and the sandbox alike: %j', (sandbox) => {
    expect(accepts(sandbox)).toBe(false);
    expect(parseMisbehaviour({ sandbox })).toBeUndefined();
  });
});
