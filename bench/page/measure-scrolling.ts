// The long ledger, scrolled a little with each frame until thousands of its rows have gone by, beside as many frames of the same page
// that stands still.
import type { Browser, Page } from 'playwright-core';
import { type Spread, spreadOf } from '../ledger/statistics.ts';
import { markOf, markWhen, signedInWith, visit } from './browser.ts';
import type { Ledgers } from './open-ledgers.ts';

/** A task that holds up input for longer than people notice (https://www.w3.org/TR/longtasks/). */
const LONG_MILLISECONDS = 50;

export interface Frames {
  readonly frames: number;
  /** Milliseconds from one frame to the next. */
  readonly apart: Spread;
  readonly late: number;
  /** Tasks above 50 ms, and the longest of them in milliseconds. */
  readonly longTasks: number;
  readonly longest: number;
}

export interface Part extends Frames {
  /** How many rows have gone by since the first. */
  readonly rows: number;
  /** The most that were in the page at once. */
  readonly mostInPage: number;
  readonly heapBytes: number;
  readonly nodes: number;
}

export interface Scrolling {
  readonly still: Frames;
  readonly parts: readonly Part[];
  /** Whether each row's number was one below the one above it. */
  readonly isWithoutHole: boolean;
}

const ROW_PIXELS = 44;
const ROWS_OF_PARTS = [2_000, 4_000, 8_000];
/** Five rows a frame: three hundred a second where there are sixty frames. */
const PIXELS_OF_FRAME = 5 * ROW_PIXELS;

export async function measureScrolling(browser: Browser, { url, large }: Ledgers): Promise<Scrolling> {
  const rows = markWhen('rows', "document.querySelectorAll('[role=row] a').length > 0");
  return await visit(browser, `${signedInWith(large)}${rows}${OBSERVE}`, async (page) => {
    await page.goto(new URL('/transactions', url).href);
    await markOf(page, 'rows');
    const still = framesOf(await page.evaluate<Observed>('globalThis.standStill(300)'));
    const parts: Part[] = [];
    let isWithoutHole = true;
    for (const wanted of ROWS_OF_PARTS) {
      const pixels = [wanted * ROW_PIXELS, PIXELS_OF_FRAME].join(', ');
      const observed = await page.evaluate<Observed>(`globalThis.scrollDown(${pixels})`);
      isWithoutHole &&= observed.holes === 0;
      parts.push({ ...framesOf(observed), rows: wanted, mostInPage: observed.mostInPage, ...(await sizesOf(page)) });
    }
    return { still, parts, isWithoutHole };
  });
}

interface Observed {
  readonly apart: number[];
  readonly tasks: number[];
  readonly mostInPage: number;
  readonly holes: number;
}

function framesOf({ apart, tasks }: Observed): Frames {
  const long = tasks.filter((milliseconds) => milliseconds > LONG_MILLISECONDS);
  const late = apart.filter((milliseconds) => milliseconds > LONG_MILLISECONDS).length;
  return { frames: apart.length, apart: spreadOf(apart), late, longTasks: long.length, longest: Math.max(0, ...tasks) };
}

async function sizesOf(page: Page): Promise<Pick<Part, 'heapBytes' | 'nodes'>> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  await session.detach();
  return { heapBytes: metric('JSHeapUsedSize'), nodes: metric('Nodes') };
}

/** In the page: what is between frames, and what stands in the table in each of them. */
const OBSERVE = `
  (() => {
    const tasks = [];
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) tasks.push(duration); })
      .observe({ type: 'longtask' });
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const begin = () => { tasks.length = 0; return { apart: [], mostInPage: 0, holes: 0 }; };
    const look = (seen) => {
      const numbers = [...document.querySelectorAll('.long-item')]
        .map((row) => [Number(row.getAttribute('aria-rowindex')), BigInt(row.querySelector('a').textContent)])
        .sort(([one], [other]) => one - other);
      seen.mostInPage = Math.max(seen.mostInPage, numbers.length);
      numbers.forEach(([, number], place) => {
        if (place > 0 && numbers[place - 1][1] - number !== 1n) seen.holes += 1;
      });
    };
    globalThis.standStill = async (frames) => {
      const seen = begin();
      let before = await nextFrame();
      while (seen.apart.length < frames) {
        const now = await nextFrame();
        look(seen);
        seen.apart.push(now - before);
        before = now;
      }
      return { ...seen, tasks };
    };
    globalThis.scrollDown = async (until, pixels) => {
      const seen = begin();
      const frame = document.querySelector('.long-frame');
      let before = await nextFrame();
      while (frame.scrollTop < until) {
        frame.scrollBy(0, pixels);
        const now = await nextFrame();
        look(seen);
        seen.apart.push(now - before);
        before = now;
      }
      return { ...seen, tasks };
    };
  })();`;
