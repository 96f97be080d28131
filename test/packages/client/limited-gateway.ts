// A gateway whose plans allow few requests per minute.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { temporaryFolder } from '../../support/postgres-processes.ts';

export async function startGatewayWithLimit(
  requestsPerMinute: number,
): Promise<{ readonly gateway: TestGateway; readonly stop: () => Promise<void> }> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'storefront.json');
  const shipped = JSON.parse(readFileSync('storefronts/usd-credits.json', 'utf8')) as { plans: object[] };
  const plans = shipped.plans.map((plan) => ({ ...plan, requestsPerMinute }));
  writeFileSync(file, JSON.stringify({ ...shipped, plans }));
  const gateway = await startTestGateway({ environment: { REQUEST_LIMITS: 'on', STOREFRONT: file } });
  return {
    gateway,
    stop: async () => {
      await gateway.stop();
      folder.remove();
    },
  };
}
