import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { WEBHOOK_EVENT_TYPES } from '../../src/webhooks/index.ts';

describe("the room's README", () => {
  it('names every event that is published, and no other', () => {
    const [, events = ''] = readFileSync('src/webhooks/README.md', 'utf8').split('## Events');
    const named = events.split('## Retries')[0]?.match(/`[a-z_]+\.[a-z_]+`/g) ?? [];
    expect(named.toSorted()).toEqual(WEBHOOK_EVENT_TYPES.map((type) => `\`${type}\``).toSorted());
  });
});
