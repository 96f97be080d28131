import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MILLISECONDS = 20;

/**
 * Polls until `condition` holds; fails with `what` in its message after `limitMilliseconds`. The limit is there so that what
 * never happens has a name; it says nothing of how long anything may take on a busy machine.
 */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMilliseconds = 120_000,
): Promise<void> {
  const deadline = Date.now() + limitMilliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${limitMilliseconds} ms in vain: ${what}`);
    await delay(POLL_INTERVAL_MILLISECONDS);
  }
}
