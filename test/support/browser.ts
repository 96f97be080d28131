// A real browser for the tests of the page: the system's chromium. Where there is none these tests are skipped with a line that
// says so; the continuous integration installs one and fails without.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { describe } from '@jest/globals';
import type axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The short form: it is sent to the browser and compiled there for every document that is looked at. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM'];
  return named ?? PLACES.find((place) => existsSync(place));
}

/** `describe`, for tests that need a browser. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (findBrowser() !== undefined || process.env['CI'] === 'true') {
    describe(name, tests);
    return;
  }
  process.stderr.write(`Skipped, since there is no chromium (set CHROMIUM, or install Debian's package): ${name}\n`);
  describe.skip(name, tests);
}

export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console, uncaught ones, and what the content security policy refused. */
  readonly problems: readonly string[];
}

export interface TabOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly javaScriptEnabled?: boolean;
}

export interface TestBrowser {
  /** A window of its own: nothing is shared with other tabs. */
  open(options?: TabOptions): Promise<Tab>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('No chromium: install it, or set CHROMIUM to its path.');
  // Its own sandbox needs rights that a container does not give to root.
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  return {
    open: async (options = {}) => openTab(browser, options),
    close: async () => browser.close(),
  };
}

async function openTab(browser: Browser, options: TabOptions): Promise<Tab> {
  const { colorScheme = 'light', width = 1440, height = 900, javaScriptEnabled = true } = options;
  const viewport = { width, height };
  const context = await browser.newContext({ colorScheme, viewport, javaScriptEnabled, reducedMotion: 'reduce' });
  return { context, ...(await tabOf(context)) };
}

/** Another tab of the same window. */
export async function tabOf(context: BrowserContext): Promise<Pick<Tab, 'page' | 'problems'>> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return { page, problems };
}

/**
 * What is not accessible on the page as it stands: none of WCAG 2.2 AA, nor of the best practices that axe knows. `what`: all rules, or
 * those about colours, which are what a theme changes. A tag asked for wakes the rules of AAA, too, which the page does not promise.
 */
export async function accessibilityViolations(page: Page, what: 'all' | 'colours' = 'all'): Promise<string[]> {
  // Evaluated, not added as a script, which the page's policy refuses. It stays as long as the document does.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const options: axe.RunOptions =
    what === 'all' ? {} : { runOnly: ['cat.color'], rules: { 'color-contrast-enhanced': { enabled: false } } };
  const { violations } = await page.evaluate(async (asked) => {
    const tool = (globalThis as unknown as { axe: Pick<typeof axe, 'run'> }).axe;
    return tool.run(document, asked);
  }, options);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
