import { defineEntity, p } from '@mikro-orm/postgresql';

/** How far the comparison with the payment provider has come, and who is at it. */
const ReconciliationEntity = defineEntity({
  name: 'Reconciliation',
  tableName: 'reconciliation',
  properties: {
    name: p.text().primary(),
    reachedAt: p.datetime(3).nullable(),
    leasedUntil: p.datetime(3).nullable(),
  },
});

export const reconcileEntities = [ReconciliationEntity];
