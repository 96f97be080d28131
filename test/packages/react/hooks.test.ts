// The hooks in a document, in StrictMode, against a real gateway.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createElement, type ReactNode, StrictMode } from 'react';
import { createClient, type TollgateClient } from '../../../packages/client/src/index.ts';
import {
  BalanceText,
  BuyButton,
  LowBalanceNotice,
  TollgateProvider,
  useBalance,
  useEstimate,
  useGenerate,
  useGeneration,
  useTransactions,
  useUsage,
} from '../../../packages/react/src/index.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { openDocument, type TestDocument } from './document.ts';

const MODEL = 'bfl/flux-1.1-pro';
const WAITING = { timeout: 20_000 };

let gateway: TestGateway;
let page: TestDocument;
const clients: TollgateClient[] = [];
/** Bodies of all requests over HTTP. */
let sent: string[] = [];

beforeAll(async () => {
  page = await openDocument();
  gateway = await startTestGateway();
});

afterEach(() => {
  page.react.cleanup();
  for (const client of clients.splice(0)) client.close();
  sent = [];
});

afterAll(async () => {
  await gateway.stop();
  await page.close();
});

async function customer(credits: string, loses: (body: string) => boolean = () => false): Promise<TollgateClient> {
  const { key } = await gateway.newAccount(credits);
  const client = createClient({
    url: `${gateway.url}/graphql`,
    credential: key,
    retry: { attempts: 1 },
    fetch: async (url, init) => {
      const body = init?.body as string;
      sent.push(body);
      const response = await fetch(url, init);
      if (loses(body)) throw new TypeError('the answer was lost');
      return response;
    },
  });
  clients.push(client);
  return client;
}

const around =
  (client: TollgateClient) =>
  ({ children }: { readonly children: ReactNode }) =>
    createElement(StrictMode, null, createElement(TollgateProvider, { client }, children));

const asked = (name: string): number => sent.filter((body) => body.includes(name)).length;

describe('useBalance', () => {
  it('shows what is available, and every change', async () => {
    const client = await customer('10');
    const { result } = page.react.renderHook(() => useBalance(), { wrapper: around(client) });
    expect(result.current.status).toBe('loading');
    await page.react.waitFor(() => expect(result.current.data?.available).toBe('10'), WAITING);
    await page.react.act(() => client.generate({ model: MODEL, prompt: 'a gate' }));
    await page.react.waitFor(() => expect(result.current.data?.available).toBe('9.948'), WAITING);
  });

  it('says why it knows nothing', async () => {
    const client = createClient({ url: `${gateway.url}/graphql`, credential: 'tg_test_wrong' });
    clients.push(client);
    const { result } = page.react.renderHook(() => useBalance(), { wrapper: around(client) });
    await page.react.waitFor(() => expect(result.current.error).toMatchObject({ code: 'UNAUTHENTICATED' }), WAITING);
  });
});

describe('useEstimate', () => {
  it('asks once the request rests, and shows the answer to the last one', async () => {
    const client = await customer('10');
    const { result, rerender } = page.react.renderHook(({ count }) => useEstimate({ model: MODEL, count }), {
      wrapper: around(client),
      initialProps: { count: 1 },
    });
    for (const count of [2, 3, 4]) rerender({ count });
    await page.react.waitFor(() => expect(result.current.data?.totalCost).toBe('0.208'), WAITING);
    expect(asked('query Estimate')).toBe(1);
    rerender({ count: 5 });
    expect(result.current).toMatchObject({ status: 'loading', data: { totalCost: '0.208' } });
    await page.react.waitFor(() => expect(result.current.data?.totalCost).toBe('0.26'), WAITING);
  });
});

describe('useGenerate', () => {
  it('is one generation when it is pressed twice, and its generation is live', async () => {
    const client = await customer('10');
    const { result } = page.react.renderHook(() => useGenerate(), { wrapper: around(client) });
    const request = { model: MODEL, prompt: 'a gate' };
    const answers = await page.react.act(() => Promise.all([result.current.run(request), result.current.run(request)]));
    expect(asked('mutation Generate')).toBe(1);
    expect(answers[0]).toBe(answers[1]);
    expect(result.current.state).toMatchObject({ status: 'answered', answer: { status: 'accepted' } });
    const [answer] = answers;
    if (answer.status === 'refused') throw new Error(answer.refusal.message);
    const live = page.react.renderHook(() => useGeneration(answer.generation.id), { wrapper: around(client) });
    await page.react.waitFor(() => expect(live.result.current.data?.status).toBe('SUCCEEDED'), WAITING);
  });

  it('is the same generation when it is pressed again after a lost answer, and another one after an answer', async () => {
    let losses = 1;
    const client = await customer('10', (body) => body.includes('mutation Generate') && losses-- > 0);
    const { result } = page.react.renderHook(() => useGenerate(), { wrapper: around(client) });
    const request = { model: MODEL, prompt: 'a gate' };
    const press = () => page.react.act(() => result.current.run(request).catch((error: unknown) => error));
    expect(await press()).toMatchObject({ code: 'NETWORK_ERROR' });
    expect(result.current.state.status).toBe('failed');
    expect(await press()).toMatchObject({ status: 'accepted', replayed: true });
    expect((await client.generations()).nodes).toHaveLength(1);
    expect(await press()).toMatchObject({ status: 'accepted', replayed: false });
    expect((await client.generations()).nodes).toHaveLength(2);
  });

  it('shows a refusal with its numbers', async () => {
    const client = await customer('0');
    const { result } = page.react.renderHook(() => useGenerate(), { wrapper: around(client) });
    await page.react.act(() => result.current.run({ model: MODEL, prompt: 'a gate' }));
    expect(result.current.state.answer).toMatchObject({
      status: 'refused',
      refusal: { __typename: 'InsufficientCreditsError', shortfall: '0.052' },
    });
  });
});

describe('useTransactions', () => {
  it('reads page after page, and shows what is posted meanwhile, without a gap', async () => {
    const client = await customer('10');
    for (let made = 0; made < 2; made += 1) {
      const answer = await client.generate({ model: MODEL, prompt: 'a gate' });
      if (answer.status === 'accepted') await client.endedGeneration(answer.generation.id);
    }
    const { result } = page.react.renderHook(() => useTransactions({ pageSize: 2 }), { wrapper: around(client) });
    const sequences = () => result.current.transactions.map(({ sequence }) => sequence);
    await page.react.waitFor(() => expect(sequences()).toEqual(['5', '4']), WAITING);
    page.react.act(() => {
      result.current.loadMore();
      result.current.loadMore();
    });
    await page.react.waitFor(() => expect(sequences()).toEqual(['5', '4', '3', '2']), WAITING);
    await page.react.act(() => client.generate({ model: MODEL, prompt: 'a gate' }));
    await page.react.waitFor(() => expect(sequences()).toEqual(['7', '6', '5', '4', '3', '2']), WAITING);
    expect(result.current.hasMore).toBe(true);
    page.react.act(() => result.current.loadMore());
    await page.react.waitFor(() => expect(sequences().at(-1)).toBe('1'), WAITING);
    expect(result.current.hasMore).toBe(false);
  });
});

describe('useUsage', () => {
  it('shows what was used', async () => {
    const client = await customer('10');
    const answer = await client.generate({ model: MODEL, prompt: 'a gate' });
    if (answer.status === 'accepted') await client.endedGeneration(answer.generation.id);
    const { result } = page.react.renderHook(() => useUsage({ days: 1 }), { wrapper: around(client) });
    await page.react.waitFor(() => expect(result.current.status).toBe('ready'), WAITING);
    page.react.act(() => result.current.reload());
    await page.react.waitFor(() => expect(result.current.data?.totalCost).toBe('0.052'), WAITING);
  });
});

describe('the parts', () => {
  it('say the balance, and warn of a low one', async () => {
    const client = await customer('4');
    const parts = createElement(
      'div',
      null,
      createElement(BalanceText),
      createElement(LowBalanceNotice, { below: '5' }),
    );
    const { container, getByRole } = page.react.render(parts, { wrapper: around(client) });
    expect(getByRole('status').textContent).toBe('');
    await page.react.waitFor(() => expect(getByRole('status').textContent).toBe('Only 4 credits are left.'), WAITING);
    expect(container.querySelector('span')?.textContent).toBe('4 credits');
  });

  it('lead to one checkout, however often the button is pressed', async () => {
    const client = await customer('4');
    const [pack] = await client.creditPacks();
    const ways: string[] = [];
    const button = createElement(BuyButton, { packId: pack!.id, onCheckout: (url) => ways.push(url) }, 'Buy');
    const { getByRole } = page.react.render(button, { wrapper: around(client) });
    page.react.fireEvent.click(getByRole('button'));
    page.react.fireEvent.click(getByRole('button'));
    await page.react.waitFor(() => expect(ways).toHaveLength(1), WAITING);
    expect(ways[0]).toMatch(/^http/);
    expect((await client.purchases()).nodes).toHaveLength(1);
  });

  it('say what became of a purchase that is refused', async () => {
    const client = await customer('4');
    const { getByRole } = page.react.render(createElement(BuyButton, { packId: 'none' }), { wrapper: around(client) });
    page.react.fireEvent.click(getByRole('button'));
    await page.react.waitFor(() => expect(getByRole('alert').textContent).toMatch(/pack/i), WAITING);
  });
});
