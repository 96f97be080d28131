// From the address of the ledger to its first rows, for a short one and a long one in turn.
import type { Browser } from 'playwright-core';
import { type Spread, spreadOf } from '../ledger/statistics.ts';
import { markOf, markWhen, signedInWith, visit } from './browser.ts';
import type { Ledgers } from './open-ledgers.ts';

/** Milliseconds from the beginning of the navigation; the files of the page are fetched anew each time. */
export interface FirstPages {
  readonly small: Spread;
  readonly large: Spread;
}

const ROWS = markWhen('rows', "document.querySelectorAll('[role=row] a').length > 0");

export async function measureFirstPages(browser: Browser, ledgers: Ledgers, rounds: number): Promise<FirstPages> {
  const first = (key: string): Promise<number> =>
    visit(browser, `${signedInWith(key)}${ROWS}`, async (page) => {
      await page.goto(new URL('/transactions', ledgers.url).href);
      return await markOf(page, 'rows');
    });
  const seen: { small: number; large: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const both = { small: await first(ledgers.small), large: await first(ledgers.large) };
    if (round > 0) seen.push(both);
  }
  return { small: spreadOf(seen.map(({ small }) => small)), large: spreadOf(seen.map(({ large }) => large)) };
}
