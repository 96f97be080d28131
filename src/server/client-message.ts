// What a client may say on a WebSocket (graphql-transport-ws). graphql-ws takes what only a server says for a bug of ours.
const CLIENT_TYPES: ReadonlySet<unknown> = new Set(['connection_init', 'ping', 'pong', 'subscribe', 'complete']);

export function isClientMessage(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && 'type' in message && CLIENT_TYPES.has(message.type);
  } catch {
    return false;
  }
}
