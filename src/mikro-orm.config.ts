// Entities and migrations, for the server and for the MikroORM command line.
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig } from '@mikro-orm/postgresql';
import { migrations } from '../migrations/index.ts';
import { accountEntities } from './accounts/entities.ts';
import { catalogEntities } from './catalog/entities.ts';
import { generationEntities } from './generation/entities.ts';
import { invoiceEntities } from './invoices/entities.ts';
import { keyEntities } from './keys/entities.ts';
import { ledgerEntities } from './ledger/entities.ts';
import { purchaseEntities } from './purchases/entities.ts';
import { webhookEntities } from './webhooks/entities.ts';

export const ormConfig = defineConfig({
  entities: [
    ...accountEntities,
    ...keyEntities,
    ...catalogEntities,
    ...ledgerEntities,
    ...generationEntities,
    ...purchaseEntities,
    ...webhookEntities,
    ...invoiceEntities,
  ],
  extensions: [Migrator],
  migrations: { migrationsList: migrations, snapshot: false, silent: true, transactional: true, allOrNothing: true },
  // The job queue keeps its own schema.
  schemaGenerator: { ignoreSchema: ['graphile_worker'], ignoreTriggers: true },
  discovery: { warnWhenNoEntities: false },
  debug: false,
});

export default ormConfig;
