import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MILLISECONDS = 20;

/** Polls until `condition` holds; fails with `what` in its message after `limitMilliseconds`. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMilliseconds = 20_000,
): Promise<void> {
  const deadline = Date.now() + limitMilliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${limitMilliseconds} ms in vain: ${what}`);
    await delay(POLL_INTERVAL_MILLISECONDS);
  }
}
