import { createHmac } from 'node:crypto';

/**
 * The secret behind the names of a piece of work's outputs: nobody can guess it without the provider's credential, and the
 * same work comes to the same names after a restart and in every gateway process, without being written down anywhere.
 */
export function outputSecret(credential: string, upstreamId: string): string {
  return createHmac('sha256', credential).update(`outputs:${upstreamId}`).digest('hex').slice(0, 40);
}
