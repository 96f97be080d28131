import type { Configuration } from '../config/index.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * A gateway that others can reach, on a database of its operator's. It shows no schema to strangers, and has a demo
 * account only when DEMO_API_KEY asks for one. A gateway that is tried out on one machine has both.
 */
export function isDeployed({ nodeEnvironment, database, host, publicUrl }: Configuration): boolean {
  const isReachable = publicUrl !== undefined || !LOOPBACK.has(host);
  return nodeEnvironment === 'production' && database.kind === 'external' && isReachable;
}
