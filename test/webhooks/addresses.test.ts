// Where a name leads: checked when an address is given, and again at every connection.
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { checkUrl } from '../../src/webhooks/reach/check-url.ts';
import { guardedLookup } from '../../src/webhooks/reach/guarded-lookup.ts';
import { isPublicAddress } from '../../src/webhooks/reach/public-address.ts';
import type { ResolveHost } from '../../src/webhooks/reach/resolve-host.ts';
import { createSender } from '../../src/webhooks/reach/send-webhook.ts';
import { type Receiver, startReceiver } from './webhook-world.ts';

const PUBLIC = '93.184.215.14';
const leadsTo =
  (...addresses: string[]): ResolveHost =>
  async () =>
    addresses;
const failsWith =
  (code: string): ResolveHost =>
  async () =>
    Promise.reject(Object.assign(new Error(code), { code }));

describe('an address', () => {
  it.each([PUBLIC, '8.8.8.8', '2606:4700::1111'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['0.0.0.0', 'this network'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'metadata'],
    ['100.100.100.200', 'metadata, Alibaba'],
    ['168.63.129.16', 'the host, Azure'],
    ['192.0.0.192', 'metadata, Oracle'],
    ['198.18.0.1', 'benchmarks'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['::ffff:10.0.0.1', 'IPv4 mapped'],
    ['::127.0.0.1', 'IPv4 compatible'],
    ['64:ff9b::7f00:1', 'IPv4 behind NAT64'],
    ['2002:7f00:1::', '6to4'],
    ['2001::1', 'Teredo'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['fd00:ec2::254', 'metadata, AWS'],
    ['2001:db8::1', 'documentation'],
    ['4000::1', 'not given out'],
    ['localhost', 'no address'],
    ['', 'nothing'],
  ])('%s is not (%s)', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a name that is given', () => {
  const check = (resolve: ResolveHost) => checkUrl({ reach: 'PUBLIC', resolve }, 'https://hooks.example.com/x');

  it('is accepted when it leads to public addresses only', async () => {
    expect(await check(leadsTo(PUBLIC, '2606:4700::1111'))).toEqual({ ok: true, url: 'https://hooks.example.com/x' });
  });

  it.each([['127.0.0.1'], ['169.254.169.254'], ['::ffff:10.0.0.1']])(
    'is refused when it leads to %s',
    async (address) => {
      expect(await check(leadsTo(address))).toMatchObject({
        ok: false,
        allowed: ['a host name that leads to public addresses'],
      });
      expect(await check(leadsTo(PUBLIC, address))).toMatchObject({ ok: false });
    },
  );

  it('is refused when there is no such name, and not when the name servers are silent', async () => {
    expect(await check(failsWith('ENOTFOUND'))).toMatchObject({ ok: false });
    expect(await check(failsWith('ETIMEOUT'))).toMatchObject({ ok: true });
  });

  it('is not even looked up when its text is wrong', async () => {
    const resolve: ResolveHost = async () => Promise.reject(new Error('looked up'));
    expect(await checkUrl({ reach: 'PUBLIC', resolve }, 'https://localhost/')).toMatchObject({ ok: false });
  });
});

describe('a name that leads elsewhere once it is accepted', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A listener on this machine that counts who connects. */
  async function listen(): Promise<{ port: number; connections: () => number }> {
    let connections = 0;
    const server: Server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return { port: (server.address() as { port: number }).port, connections: () => connections };
  }

  const callThrough = async (lookup: ReturnType<typeof guardedLookup>, port: number): Promise<string> => {
    const agent = new Agent({ connect: { lookup } });
    closing.push(() => agent.destroy());
    return request(`http://hooks.example.com:${port}/`, { dispatcher: agent }).then(
      () => 'answered',
      (error: unknown) => (error as Error).name,
    );
  };

  it('is not connected to', async () => {
    const { port, connections } = await listen();
    expect(await callThrough(guardedLookup(leadsTo('127.0.0.1')), port)).toBe('AddressRefusedError');
    expect(await callThrough(guardedLookup(leadsTo(PUBLIC, '127.0.0.1')), port)).toBe('AddressRefusedError');
    expect(connections()).toBe(0);
  });

  it('would be connected to by a lookup without the guard', async () => {
    const { port, connections } = await listen();
    await callThrough((_name, options, callback) => {
      if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    }, port);
    expect(connections()).toBe(1);
  });

  it('fails its delivery with a reason, and so does an address whose text is wrong by now', async () => {
    const answers = [[PUBLIC], ['127.0.0.1']];
    const resolve: ResolveHost = async () => answers.shift() ?? [];
    const sender = createSender({ reach: 'PUBLIC', resolve });
    closing.push(() => sender.close());
    expect(await checkUrl({ reach: 'PUBLIC', resolve }, 'https://hooks.example.com/')).toMatchObject({ ok: true });
    const call = { body: '{}', headers: {} };
    expect(await sender.send({ url: 'https://hooks.example.com/', ...call })).toMatchObject({
      statusCode: undefined,
      error: 'the host name leads to an address that is not public',
    });
    expect(await sender.send({ url: 'https://127.0.0.1/', ...call })).toMatchObject({
      error: expect.stringContaining('IP addresses are not accepted'),
    });
  });
});

describe('a receiver', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function receiverThat(answer: Receiver['answer']): Promise<Receiver> {
    const receiver = await startReceiver(answer);
    open.push(() => receiver.close());
    return receiver;
  }

  function senderWith(timeoutMilliseconds: number) {
    const resolve = async (): Promise<never> => Promise.reject(new Error('not asked'));
    const sender = createSender({ reach: 'ANY', resolve, timeoutMilliseconds });
    open.push(() => sender.close());
    return sender;
  }

  it('that redirects is not followed', async () => {
    const inner = await receiverThat(() => 200);
    const outer = await receiverThat(() => ({ status: 307, headers: { location: inner.url } }));
    const result = await senderWith(5_000).send({ url: outer.url, body: '{}', headers: {} });
    expect(result).toMatchObject({ statusCode: 307, error: 'HTTP 307: redirects are not followed' });
    expect([outer.received.length, inner.received.length]).toEqual([1, 0]);
  });

  it('that never answers is cut off', async () => {
    const silent = await receiverThat(() => new Promise<number>(() => undefined));
    const result = await senderWith(100).send({ url: silent.url, body: '{}', headers: {} });
    expect(result).toMatchObject({ statusCode: undefined, error: 'no answer in time' });
  });

  it('that is not there says so', async () => {
    const gone = await startReceiver(() => 200);
    await gone.close();
    const result = await senderWith(5_000).send({ url: gone.url, body: '{}', headers: {} });
    expect(result).toMatchObject({ statusCode: undefined, error: 'ECONNREFUSED' });
  });
});
