// What hand-written SQL selects comes out of the entity, also where a column keeps a name that its property has not.
import { expect, it } from '@jest/globals';
import { columnsOf } from '../../src/database/index.ts';
import { AutoTopUpEntity } from '../../src/purchases/top-up/entities.ts';

it('names columns as the table has them and rows as the entity has them', () => {
  expect(columnsOf(AutoTopUpEntity, { only: ['retryAt', 'capPublishedAt'] })).toBe(
    'auto_top_up.retry_at as "retryAt", auto_top_up.cap_told_at as "capPublishedAt"',
  );
});
