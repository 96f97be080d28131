// Entities and migrations, for the server and for the MikroORM command line.
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, defineEntity, p } from '@mikro-orm/postgresql';
import { migrations } from '../migrations/index.ts';
import { accountEntities } from './accounts/entities.ts';
import { catalogEntities } from './catalog/entities.ts';
import { emailEntities } from './emails/entities.ts';
import { exportEntities } from './exports/entities.ts';
import { generationEntities } from './generation/entities.ts';
import { invoiceEntities } from './invoices/entities.ts';
import { keyEntities } from './keys/entities.ts';
import { ledgerEntities } from './ledger/entities.ts';
import { purchaseEntities } from './purchases/entities.ts';
import { requestEntities } from './requests/entities.ts';
import { usageEntities } from './usage/entities.ts';
import { webhookEntities } from './webhooks/entities.ts';

/** Objects of the Stripe simulator, which knows nothing of MikroORM; empty when a real key is set. */
const SimulatedObjectEntity = defineEntity({
  name: 'SimulatedObject',
  tableName: 'stripe_simulator_object',
  properties: {
    id: p.text().primary(),
    kind: p.text(),
    body: p.json<Record<string, unknown>>(),
    idempotencyKey: p.text().nullable(),
    createdAt: p.datetime(3),
  },
  uniques: [{ name: 'stripe_simulator_object_idempotency_key_unique', properties: ['idempotencyKey'] }],
});

export const ormConfig = defineConfig({
  entities: [
    ...accountEntities,
    ...keyEntities,
    ...catalogEntities,
    ...ledgerEntities,
    ...generationEntities,
    ...purchaseEntities,
    ...webhookEntities,
    ...emailEntities,
    ...requestEntities,
    ...invoiceEntities,
    ...usageEntities,
    ...exportEntities,
    SimulatedObjectEntity,
  ],
  extensions: [Migrator],
  // Each migration is whole or not there; one that builds indexes beside running gateways can share no transaction with others.
  migrations: { migrationsList: migrations, snapshot: false, silent: true, transactional: true, allOrNothing: false },
  // The job queue keeps its own schema.
  schemaGenerator: { ignoreSchema: ['graphile_worker'], ignoreTriggers: true },
  discovery: { warnWhenNoEntities: false },
  debug: false,
});

/** Of this release, in their order. */
export const migrationNames: readonly string[] = migrations.map(({ name }) => name);

export default ormConfig;
