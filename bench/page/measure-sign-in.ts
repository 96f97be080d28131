// From the address to a form that takes input, and on to the balance of the demo account; and what a browser fetches for it.
import { gzipSync } from 'node:zlib';
import type { Browser, Response } from 'playwright-core';
import { type Spread, spreadOf } from '../ledger/statistics.ts';
import { markOf, markWhen, visit } from './browser.ts';

export interface SignIn {
  readonly rounds: number;
  /** Milliseconds from the beginning of the navigation; `bare` is the one of a form without anything around it. */
  readonly bare: Spread;
  readonly form: Spread;
  /** Of the click on "Open the demo account", and of the balance, from the beginning of the navigation. */
  readonly balance: Spread;
  /** The same, from the click on. */
  readonly afterClick: Spread;
  /** Of the HTML, scripts and styles until the form, compressed by gzip: and how much of them is fetched after the click. */
  readonly firstBytes: number;
  readonly laterBytes: number;
}

interface Addresses {
  readonly url: string;
  /** Of a form without anything around it. */
  readonly bare: string;
}

const INPUT = "document.querySelector('form input:not([disabled])') !== null";
const BALANCE = "document.querySelector('.figure-value')?.textContent?.length > 0";
const IS_SHOWN = `${markWhen('form', INPUT)}${markWhen('balance', BALANCE)}`;

export async function measureSignIn(browser: Browser, { url, bare }: Addresses, rounds: number): Promise<SignIn> {
  const bytes = await bytesOf(browser, url);
  const seen: { bare: number; form: number; click: number; balance: number }[] = [];
  // The first one warms up the browser and the gateway.
  for (let round = 0; round <= rounds; round += 1) {
    const least = await visit(browser, IS_SHOWN, async (page) => {
      await page.goto(bare);
      return await markOf(page, 'form');
    });
    const marks = await visit(browser, IS_SHOWN, async (page) => {
      await page.goto(url);
      const form = await markOf(page, 'form');
      await page.locator('form input').fill('it takes input');
      const click = await page.evaluate<number>(CLICK);
      return { form, click, balance: await markOf(page, 'balance') };
    });
    if (round > 0) seen.push({ bare: least, ...marks });
  }
  return {
    rounds,
    bare: spreadOf(seen.map(({ bare: least }) => least)),
    form: spreadOf(seen.map(({ form }) => form)),
    // Without the time that the program took to press the button.
    balance: spreadOf(seen.map(({ form, click, balance }) => form + balance - click)),
    afterClick: spreadOf(seen.map(({ click, balance }) => balance - click)),
    ...bytes,
  };
}

const DEMO =
  "[...document.querySelectorAll('button')].find((button) => button.textContent === 'Open the demo account')";
const CLICK = `(() => { const now = performance.now(); ${DEMO}.click(); return now; })()`;

async function bytesOf(browser: Browser, url: string): Promise<Pick<SignIn, 'firstBytes' | 'laterBytes'>> {
  return await visit(browser, IS_SHOWN, async (page) => {
    const files: Response[] = [];
    page.on('response', (response) => {
      if (/^\/($|assets\/)/.test(new URL(response.url()).pathname)) files.push(response);
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    const first = files.length;
    await page.evaluate(CLICK);
    await markOf(page, 'balance');
    const sizes = await Promise.all(files.map(async (file) => gzipSync(await file.body()).length));
    const sum = (some: readonly number[]): number => some.reduce((total, size) => total + size, 0);
    return { firstBytes: sum(sizes.slice(0, first)), laterBytes: sum(sizes.slice(first)) };
  });
}
