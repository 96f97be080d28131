// Prints the schema in its own language, sorted: `node emit-schema.js public|subgraph` to the terminal, with a file name into
// that file.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { printSubgraph } from './federation/subgraph-sdl.ts';
import { buildGraphqlSchema } from './schema.ts';

const [which, file] = process.argv.slice(2);
const schema = buildGraphqlSchema();
const text = which === 'subgraph' ? printSubgraph(schema) : `${printSchema(lexicographicSortSchema(schema))}\n`;

if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
