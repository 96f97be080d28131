// Prints the schema in its own language, sorted: `node emit-schema.js` to the terminal, with a file name into that file.
import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildGraphqlSchema } from './schema.ts';

const text = `${printSchema(lexicographicSortSchema(buildGraphqlSchema()))}\n`;
const [file] = process.argv.slice(2);

if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
