import { StorefrontError } from '../catalog/index.ts';
import { ApplicationRoleError } from '../database/index.ts';
import { EmbeddedPostgresError } from '../embedded-postgres/index.ts';
import { GatewayStartError } from './gateway-start-error.ts';

const EXPECTED = [GatewayStartError, EmbeddedPostgresError, ApplicationRoleError, StorefrontError];

/** What the person at the terminal reads: advice for what can be expected, everything there is for a bug. */
export function wordsForStartFailure(error: unknown): string {
  if (error instanceof Error && EXPECTED.some((kind) => error instanceof kind)) return error.message;
  return `The gateway could not start, for a reason it does not expect:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
