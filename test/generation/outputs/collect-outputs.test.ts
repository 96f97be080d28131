import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collectOutputs, findCollected, type MediaSource } from '../../../src/generation/outputs/collect-outputs.ts';
import type { ExpectedOutputs } from '../../../src/generation/provider.ts';
import { type DoubleHandler, startServer } from '../../support/provider-double/double-server.ts';
import { GARBAGE, makePicture, makeSpeech } from '../../support/provider-double/media.ts';
import { type DoublePlace, openDoublePlace } from '../providers/double-place.ts';

const SECRET = 'a'.repeat(40);
const PICTURE = { width: 64, height: 48 };
const UNREADABLE = { ok: false, failure: { code: 'OUTPUT_UNREADABLE', retryable: true } };

let place: DoublePlace;
let closing: (() => Promise<void>)[];
beforeEach(async () => {
  place = await openDoublePlace();
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
  await place.leave();
});

async function serve(handle: DoubleHandler): Promise<string> {
  const server = await startServer(handle);
  closing.push(server.close);
  return server.url;
}

const picture: DoubleHandler = async () => ({
  kind: 'bytes',
  type: 'image/png',
  content: await makePicture(PICTURE, 0),
});

interface Try {
  readonly sources: readonly MediaSource[];
  readonly expected?: ExpectedOutputs | undefined;
  readonly trustedOrigin?: string;
  readonly maxBytes?: number;
}

function collect({ sources, expected, trustedOrigin = 'https://provider.example', maxBytes = 1e9 }: Try) {
  const limits = { maxBytes, timeoutMilliseconds: 5_000 };
  return collectOutputs({ store: place.outputStore, secret: SECRET, expected, sources, trustedOrigin, limits });
}

describe('collected outputs', () => {
  it("come from the provider's own origin even when it is in one's own network", async () => {
    const url = await serve(picture);
    const result = await collect({ sources: [{ url: `${url}/a.png` }], trustedOrigin: url });
    expect(result).toMatchObject({ ok: true, outputs: [PICTURE] });
  });

  it.each([
    ['another port of this machine', (url: string) => url],
    ['this machine by name', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['a data address', () => 'data:image/png;base64,AAAA'],
    ['no address at all', () => 'a.png'],
  ])('are never fetched from %s', async (_, addressOf) => {
    let asked = 0;
    const url = await serve((request) => {
      asked += 1;
      return picture(request);
    });
    expect(await collect({ sources: [{ url: addressOf(url) }] })).toMatchObject(UNREADABLE);
    expect(asked).toBe(0);
  });

  it('are not fetched by way of a redirect to a private address', async () => {
    let asked = 0;
    const inside = await serve((request) => {
      asked += 1;
      return picture(request);
    });
    const outside = await serve(() => ({ kind: 'redirect', location: `${inside}/secret.png` }));
    expect(await collect({ sources: [{ url: outside }], trustedOrigin: outside })).toMatchObject(UNREADABLE);
    expect(asked).toBe(0);
  });

  it('may be behind a redirect within the same origin, though not an endless one', async () => {
    const url = await serve((request) =>
      request.path === '/b' ? picture(request) : { kind: 'redirect', location: request.path === '/a' ? '/b' : '/c' },
    );
    expect(await collect({ sources: [{ url: `${url}/a` }], trustedOrigin: url })).toMatchObject({ ok: true });
    const endless = { store: place.outputStore, secret: 'b'.repeat(40), expected: undefined, trustedOrigin: url };
    expect(await collectOutputs({ ...endless, sources: [{ url: `${url}/c` }] })).toMatchObject(UNREADABLE);
  });

  it('end where they become too large, and leave nothing behind', async () => {
    const url = await serve(picture);
    expect(await collect({ sources: [{ url }], trustedOrigin: url, maxBytes: 100 })).toMatchObject(UNREADABLE);
    expect(await place.outputFiles()).toEqual([]);
  });

  it('are no more than were expected, and of the kind that was expected', async () => {
    const content = await makePicture(PICTURE, 0);
    const sources = [{ content }, { content }, { content }];
    const two = await collect({ sources, expected: { kind: 'IMAGE', count: 2 } });
    expect(two).toMatchObject({ ok: true, outputs: { length: 2 } });
    const speech = { sources: [{ content: makeSpeech(1) }], expected: { kind: 'IMAGE', count: 1 } } as const;
    await place.outputStore.prune(new Date(Date.now() + 1_000));
    expect(await collect(speech)).toMatchObject(UNREADABLE);
  });

  it('that a process which died had kept, and not yet judged, are judged when they are found', async () => {
    const content = await makePicture(PICTURE, 0);
    const tiny = await makePicture({ width: 1, height: 1 }, 0);
    for (const [index, file] of [tiny, content, content, content].entries()) {
      await place.outputStore.keep({ secret: SECRET, index }, file);
    }
    const found = await findCollected(place.outputStore, { secret: SECRET, expected: { kind: 'IMAGE', count: 2 } });
    expect(found).toMatchObject([PICTURE, PICTURE]);
    const speech = { secret: SECRET, expected: { kind: 'VOICE', count: 1 } } as const;
    expect(await findCollected(place.outputStore, speech)).toEqual([]);
  });

  it('are no pictures of a few pixels', async () => {
    const content = await makePicture({ width: 1, height: 1 }, 0);
    expect(await collect({ sources: [{ content }] })).toMatchObject(UNREADABLE);
    expect(await place.outputFiles()).toEqual([]);
  });

  it('keep the readable ones of a delivery, under the same names when it is collected again', async () => {
    const content = await makePicture(PICTURE, 0);
    const sources = [{ content: GARBAGE }, { content }, { content: content.subarray(0, 200) }, { content }];
    const first = await collect({ sources });
    expect(first).toMatchObject({ ok: true, outputs: { length: 2 } });
    expect(await collect({ sources })).toEqual(first);
    expect(await place.outputFiles()).toHaveLength(2);
  });
});
