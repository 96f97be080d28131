// Loaded into the gateway's process before the gateway (node --import): says what the process holds, after collecting garbage. It
// holds one server itself, from the beginning to the end. SOAK_LEAK: bytes to leak each second, to see that the run sees it.
import { createServer } from 'node:http';
import process from 'node:process';

const MILLISECONDS = 1_000;
const leaked: Buffer[] = [];
const leak = Number(process.env['SOAK_LEAK'] ?? 0);
if (leak > 0) setInterval(() => leaked.push(Buffer.alloc(leak, 1)), MILLISECONDS).unref();

/** Connections that came in at the gateway's own port. */
function customers(): number {
  const { _getActiveHandles: active } = process as unknown as { _getActiveHandles(): readonly object[] };
  return active().filter((handle) => 'localPort' in handle && String(handle.localPort) === process.env['PORT']).length;
}

createServer((_request, response) => {
  // Twice: what the first round makes unreachable through finalizers goes with the second.
  globalThis.gc?.();
  setImmediate(() => {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    const resources = process.getActiveResourcesInfo();
    const timers = resources.filter((kind) => kind === 'Timeout').length;
    const held = { customers: customers(), timers, handles: resources.length - timers };
    response.end(JSON.stringify({ memory: heapUsed + external, rss, ...held }));
  });
})
  .listen(Number(process.env['SOAK_PROBE_PORT']), '127.0.0.1')
  .unref();
