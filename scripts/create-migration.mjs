// `npm run migration:create -- name_of_it`: writes the migration from what the migrations make to what the entities say.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference, withMigratedDatabase } from './migrated-database.mjs';

const FOLDER = join(import.meta.dirname, '..', 'migrations');
const INDEX = join(FOLDER, 'index.ts');

const name = process.argv[2] ?? '';
if (!/^[a-z]+(_[a-z0-9]+)*$/.test(name)) {
  console.error('Say what it does, in small letters: npm run migration:create -- key_ancestors');
  process.exit(1);
}

const { up, down } = await withMigratedDatabase(difference);
if (up.length === 0) {
  console.log('The migrations and the entities agree: there is nothing to migrate.');
  process.exit(0);
}

const index = readFileSync(INDEX, 'utf8');
const last = [...index.matchAll(/'\.\/(\d{14})_/g)].at(-1)[1];
const now = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
const stamp = now > last ? now : String(BigInt(last) + 1n);
const className = name.replaceAll(/(?:^|_)([a-z0-9])/g, (_match, letter) => letter.toUpperCase());
const lines = (statements) =>
  statements.map((statement) => `    this.addSql(${JSON.stringify(statement)});`).join('\n');

const source = `// TODO(you): say why.
import { Migration } from '@mikro-orm/migrations';

export class ${className} extends Migration {
  override up(): void {
${lines(up)}
  }

  override down(): void {
${lines(down)}
  }
}
`;

const file = `${stamp}_${name}.ts`;
writeFileSync(join(FOLDER, file), source);

const lastImport = [...index.matchAll(/^import .*;$/gm)].at(-1)[0];
const withImport = index.replace(lastImport, `${lastImport}\nimport { ${className} } from './${file}';`);
writeFileSync(INDEX, withImport.replace(/\n\];/, `\n  { name: '${stamp}_${name}', class: ${className} },\n];`));
console.log(`migrations/${file}: read it, say why at its top, and try it (npm run migration:check).`);
