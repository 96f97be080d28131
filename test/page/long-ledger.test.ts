// A ledger of thousands of lines on the page: few of them are in it at once, none is missing, and what is posted meanwhile comes in above,
// also after the socket was lost.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page, WebSocketRoute } from 'playwright-core';
import { fromPublicId } from '../../src/callers/index.ts';
import { connectDatabase } from '../../src/database/index.ts';
import { createLedger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { openOperatorDesk } from '../support/operator-desk.ts';
import { type PageWorld, signIn, startPageWorld } from '../support/page-gateway.ts';
import { waitUntil } from '../support/wait-until.ts';

const LINES = 3_000;
const MOST_IN_PAGE = 60;
const CAPTION = 'Transactions, newest first';

describeInBrowser('a long ledger on the page', () => {
  let world: PageWorld;
  const { operate } = openOperatorDesk(() => world);

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  /** So many transactions, each through the ledger. */
  async function add(publicId: string, transactions: number): Promise<void> {
    const accountId = fromPublicId('acct', publicId) ?? '';
    const database = await connectDatabase({ url: world.gateway.databaseUrl, orm: ormConfig });
    const ledger = createLedger({ database, now: () => new Date() });
    const given = { kind: 'add', accountId, amount: microCredits(1n), source: 'PROMOTION', inputHash: '' } as const;
    const outcomes = Array.from({ length: transactions }, (_, number) =>
      ledger.submit({ command: { ...given, description: 'One of many', idempotencyKey: `many-${number}` } }),
    );
    expect((await Promise.all(outcomes)).filter(({ status }) => status !== 'applied')).toEqual([]);
    await ledger.drain();
    await database.close();
  }

  const post = async (accountId: string, idempotencyKey: string): Promise<void> => {
    const input = { accountId, credits: '1', reason: 'posted meanwhile', idempotencyKey };
    const GRANT = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { userErrors { message } } }';
    expect((await operate(GRANT, { input })).grantCredits.userErrors).toEqual([]);
  };

  it('has few rows in the page, and every number once and in order', async () => {
    const { id, key } = await world.gateway.newAccount('0');
    await add(id, LINES);
    const { page, problems } = await world.signedIn('/transactions', { key });
    await lineOf(page, LINES).waitFor();
    const { numbers, mostInPage } = await scrollToTheEnd(page);
    expect(mostInPage).toBeLessThan(MOST_IN_PAGE);
    expect(numbers).toEqual(Array.from({ length: LINES }, (_, place) => LINES - place));

    // What is posted now comes in above, and what is in sight stays where it is.
    await page.getByRole('region', { name: CAPTION }).evaluate((frame) => frame.scrollTo(0, 44 * 1_000));
    await lineOf(page, LINES - 1_000).waitFor();
    const place = await placeOf(page, LINES - 1_000);
    await post(id, 'meanwhile');
    await page.locator(`[role=table][aria-rowcount="${LINES + 2}"]`).waitFor();
    // Scrolling and drawing may be some frames apart.
    await waitUntil('it is back at its place', async () => (await placeOf(page, LINES - 1_000)) === place);
    await page.getByRole('region', { name: CAPTION }).evaluate((frame) => frame.scrollTo(0, 0));
    await lineOf(page, LINES + 1).waitFor();
    expect(problems).toEqual([]);
  });

  it('has what was posted while its socket was lost', async () => {
    const { id, key } = await world.gateway.newAccount('1');
    const { page } = await world.browser.open();
    const sockets: WebSocketRoute[] = [];
    let isLost = false;
    await page.routeWebSocket(/graphql/, async (socket) => {
      if (isLost) {
        await socket.close({ code: 4_000 });
        return;
      }
      socket.connectToServer();
      sockets.push(socket);
    });
    await page.goto(new URL('/transactions', world.gateway.localUrl).href);
    await signIn(page, key);
    await lineOf(page, 1).waitFor();
    await post(id, 'heard of');
    await lineOf(page, 2).waitFor();
    isLost = true;
    for (const socket of sockets) await socket.close({ code: 4_000 });
    await post(id, 'not heard of');
    await post(id, 'nor this');
    isLost = false;
    await lineOf(page, 4).waitFor();
    expect((await scrollToTheEnd(page)).numbers).toEqual([4, 3, 2, 1]);
  });
});

const lineOf = (page: Page, number: number) =>
  page.getByRole('table', { name: CAPTION }).getByRole('link', { name: String(number), exact: true });

/** Where it stands in the window. */
const placeOf = (page: Page, number: number): Promise<number> =>
  lineOf(page, number).evaluate((line) => Math.round(line.getBoundingClientRect().top));

interface Scrolled {
  /** Of all rows, by their places from the first on. */
  readonly numbers: readonly number[];
  readonly mostInPage: number;
}

/** Less than a window at a time, until the first transaction of the account is there. */
function scrollToTheEnd(page: Page): Promise<Scrolled> {
  return page.getByRole('region', { name: CAPTION }).evaluate(async (frame) => {
    const numbers = new Map<number, number>();
    let mostInPage = 0;
    frame.scrollTo(0, 0);
    while (![...numbers.values()].includes(1)) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const rows = [...frame.querySelectorAll('.long-item')];
      mostInPage = Math.max(mostInPage, rows.length);
      for (const row of rows) {
        numbers.set(Number(row.getAttribute('aria-rowindex')), Number(row.querySelector('a')?.textContent));
      }
      frame.scrollBy(0, frame.clientHeight / 2);
    }
    const inOrder = [...numbers].toSorted(([one], [other]) => one - other);
    return { numbers: inOrder.map(([, number]) => number), mostInPage };
  });
}
