// The words of npm run pricebook, and nothing but words: what is asked for, or why it cannot be.
import { parseArgs } from 'node:util';
import { GatewayStartError } from '../gateway-start-error.ts';

export type PriceBookCommand =
  | { readonly kind: 'list' }
  | { readonly kind: 'rehearse'; readonly file: string; readonly days: number; readonly effectiveAt: Date | undefined }
  | {
      readonly kind: 'publish';
      readonly file: string;
      readonly effectiveAt: Date | undefined;
      readonly force: boolean;
    };

const PRICE_BOOK_USAGE = `npm run pricebook -- list
npm run pricebook -- rehearse FILE [--days 30] [--effective-at 2027-01-01T00:00:00Z]
npm run pricebook -- publish FILE [--effective-at 2027-01-01T00:00:00Z] [--force]`;

const USUAL_DAYS = '30';
const MOST_DAYS = 365;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** @throws GatewayStartError with the usage */
export function readPriceBookCommand(words: readonly string[]): PriceBookCommand {
  const { positionals, values } = parse(words);
  const [kind, ...files] = positionals;
  switch (kind) {
    case 'list':
      if (files.length > 0) throw usage();
      return { kind };
    case 'publish':
      return { kind, ...readSubject(files, values), force: values.force ?? false };
    case 'rehearse':
      return { kind, ...readSubject(files, values), days: readDays(values.days ?? USUAL_DAYS) };
    default:
      throw usage();
  }
}

function readSubject(files: readonly string[], values: { readonly 'effective-at'?: string }) {
  const [file] = files;
  if (file === undefined || files.length > 1) throw usage();
  return { file, effectiveAt: readMoment(values['effective-at']) };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { days: { type: 'string' }, 'effective-at': { type: 'string' }, force: { type: 'boolean' } },
    });
  } catch (error) {
    if (isAboutWords(error)) throw usage(error.message);
    throw error;
  }
}

const isAboutWords = (error: unknown): error is Error & { readonly code: string } =>
  typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

function readDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw usage(`--days takes 1 to ${MOST_DAYS}.`);
}

function readMoment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (RFC_3339.test(text) && !Number.isNaN(moment.getTime())) return moment;
  throw usage('--effective-at takes a moment with its zone, such as 2027-01-01T00:00:00Z.');
}

const usage = (problem?: string): GatewayStartError =>
  new GatewayStartError(problem === undefined ? PRICE_BOOK_USAGE : `${problem}\n${PRICE_BOOK_USAGE}`);
