// A gateway with its page, and a tab that is signed in.
import type { Page } from 'playwright-core';
import { startBrowser, type Tab, type TabOptions, type TestBrowser } from './browser.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';
import { buildGateway } from './gateway-process.ts';

export interface PageWorld {
  readonly gateway: TestGateway;
  readonly browser: TestBrowser;
  /** Signed in with this key (the demo account's without one), at this address of the page. */
  signedIn(path: string, options?: TabOptions & { readonly key?: string }): Promise<Tab>;
  stop(): Promise<void>;
}

/** The page is built first, when it is not as its sources say. */
export async function startPageWorld(options: TestGatewayOptions = {}): Promise<PageWorld> {
  buildGateway();
  const gateway = await startTestGateway(options);
  const browser = await startBrowser();
  return {
    gateway,
    browser,
    signedIn: async (path, { key = gateway.demoKey, ...tabOptions } = {}) => {
      const tab = await browser.open(tabOptions);
      await tab.page.goto(new URL(path, gateway.localUrl).href);
      await signIn(tab.page, key);
      return tab;
    },
    stop: async () => {
      await browser.close();
      await gateway.stop();
    },
  };
}

export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key or client token').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor();
}
