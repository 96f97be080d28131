// `npm run migration:check`: a database built by the migrations has exactly the shape that the entities describe, seen from
// both sides: nothing to add to it, and nothing to take back.
import { difference, withMigratedDatabase } from './migrated-database.mjs';

const { up, down } = await withMigratedDatabase(difference);
if (up.length + down.length > 0) {
  console.error(`The migrations and the entities disagree. To the migrated database, the entities would do:\n\n${up.join(';\n')}

and take back:\n\n${down.join(';\n')}\n\nnpm run migration:create -- a_name_for_it`);
  process.exitCode = 1;
}
