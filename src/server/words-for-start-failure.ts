import { StorefrontError } from '../catalog/index.ts';
import { EmbeddedPostgresError } from '../database/index.ts';
import { GatewayStartError } from './gateway-start-error.ts';

/** What the person at the terminal reads: advice for what can be expected, everything there is for a bug. */
export function wordsForStartFailure(error: unknown): string {
  const isExpected =
    error instanceof GatewayStartError || error instanceof EmbeddedPostgresError || error instanceof StorefrontError;
  if (isExpected) return error.message;
  return `The gateway could not start, for a reason it does not expect:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
