/** The gateway cannot start; the message says what to do about it, in words for the person at the terminal. */
export class GatewayStartError extends Error {
  override readonly name = 'GatewayStartError';
}
