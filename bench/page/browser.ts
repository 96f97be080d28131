// The system's chromium, as an ordinary visitor's: nothing is kept between two visits.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const VIEWPORT = { width: 1440, height: 900 };

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error('No chromium: install it, or set CHROMIUM to its path.');
  // Its own sandbox needs rights that a container does not give to root. Its compressed heap sizes are rounded without the flag.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info'];
  return await chromium.launch({ executablePath, args });
}

/** Does it with a visitor of its own, with an empty cache; `script` runs before those of the page. */
export async function visit<Result>(
  browser: Browser,
  script: string,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    await context.addInitScript(script);
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Signed in already, as a tab is after a reload. */
export const signedInWith = (key: string): string =>
  `sessionStorage.setItem('tollgate.credential', ${JSON.stringify(key)});`;

/** When `isThere` is true for the first time: milliseconds since the navigation began, once it was painted. `markOf` asks for it. */
export const markWhen = (name: string, isThere: string): string => `
  (globalThis.marks ??= {})[${JSON.stringify(name)}] = new Promise((resolve) => {
    const look = () => {
      if (!(${isThere})) return;
      watching.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    };
    const watching = new MutationObserver(look);
    watching.observe(document, { childList: true, subtree: true, characterData: true });
  });`;

/** The moment that `markWhen` noted, once it has come. */
export const markOf = (page: Page, name: string): Promise<number> =>
  page.evaluate<number>(`globalThis.marks[${JSON.stringify(name)}]`);
