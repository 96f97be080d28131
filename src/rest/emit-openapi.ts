// Prints OpenAPI of all dialects: `node emit-openapi.js` to the terminal, with a file name into that file.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { DIALECTS } from './dialects.ts';
import { openApiOf } from './openapi.ts';

const [file] = process.argv.slice(2);
const text = `${JSON.stringify(openApiOf(DIALECTS), undefined, 2)}\n`;

if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
