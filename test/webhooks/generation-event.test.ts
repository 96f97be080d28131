import { describe, expect, it } from '@jest/globals';
import { microCredits } from '../../src/money/index.ts';
import { type GenerationFacts, generationEvent } from '../../src/webhooks/index.ts';

const at = new Date('2026-11-21T12:00:00Z');
const facts: GenerationFacts = {
  accountId: '01940000-0000-7000-8000-000000000001',
  id: '01940000-0000-7000-8000-000000000002',
  model: 'bfl/flux-1.1-pro',
  status: 'RUNNING',
  maxCost: microCredits(104_000n),
  cost: undefined,
  outputs: [],
  error: undefined,
  createdAt: at,
  startedAt: at,
  endedAt: undefined,
};

const output = { url: 'https://example.com/a.png', mimeType: 'image/png', bytes: 3, width: 1, height: 2 };

describe('the event of a generation', () => {
  it('says that it started, without a cost', () => {
    expect(generationEvent(facts, { occurredAt: at })).toMatchObject({
      type: 'generation.started',
      accountId: facts.accountId,
      data: { status: 'RUNNING', cost: null, creditsRefunded: null, endedAt: null },
    });
  });

  it('says in decimal strings what was charged and given back, and where the outputs are', () => {
    const stored = { ...output, internal: 'not published' };
    const ended = {
      ...facts,
      status: 'SUCCEEDED' as const,
      cost: microCredits(52_000n),
      outputs: [stored],
      endedAt: at,
    };
    const { type, data, url } = generationEvent(ended, { occurredAt: at, url: 'https://example.com/hook' });
    expect([type, url]).toEqual(['generation.completed', 'https://example.com/hook']);
    expect(data).toMatchObject({ cost: '0.052', creditsRefunded: '0.052', outputs: [output] });
    expect(data).toHaveProperty('generationId', expect.stringMatching(/^gen_[0-9a-z]{26}$/));
    expect(JSON.stringify(data)).not.toContain('not published');
  });

  it.each([
    ['FAILED', 'generation.failed'],
    ['CANCELED', 'generation.canceled'],
  ] as const)('%s: %s gives everything back and keeps what a provider said to itself', (status, type) => {
    const error = { code: 'PROVIDER_ERROR', message: 'It failed.', detail: 'upstream key sk-1' };
    const event = generationEvent({ ...facts, status, cost: microCredits(0n), error }, { occurredAt: at });
    expect(event).toMatchObject({ type, data: { cost: '0', creditsRefunded: '0.104' } });
    expect(event.data).toHaveProperty('error', { code: 'PROVIDER_ERROR', message: 'It failed.' });
  });
});
