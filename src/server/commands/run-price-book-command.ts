// Lists, rehearses and publishes price books from the command line. A gateway may be at work: it is notified of what is published.
import { readFileSync } from 'node:fs';
import { type PublicationRefusal, StorefrontError } from '../../catalog/index.ts';
import { type Configuration, ConfigurationError } from '../../config/index.ts';
import { createRehearsals, type RehearsalProgress } from '../../generation/index.ts';
import { counted } from '../counted.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { describeBook, describePublication, describeRehearsal } from './describe-price-books.ts';
import { type PriceBookCommand, readPriceBookCommand } from './price-book-command.ts';
import { doneOf, elapsed, measured, type ProgressOutput, withProgress } from './progress-line.ts';
import { type BookReaching, type ReachedBooks, withPriceBooks } from './reach-books.ts';

export interface PriceBookTerminal {
  readonly configure: () => Configuration;
  readonly arguments: readonly string[];
  /** For results, line by line. */
  readonly say: (line: string) => void;
  readonly note: (line: string) => void;
  /** For how far it is. */
  readonly progress?: ProgressOutput;
  readonly now: () => Date;
}

interface PriceBookRun extends BookReaching, Pick<PriceBookTerminal, 'say' | 'progress'> {
  readonly command: PriceBookCommand;
}

const DONE = 0;
const REFUSED = 1;
const UNABLE = 2;

/** The exit code. 0: done; 1: refused, and why; 2: it could not be done, or was not asked for in the right way. */
export async function runPriceBookCommand(terminal: PriceBookTerminal): Promise<number> {
  const { configure, arguments: words, ...means } = terminal;
  const { note } = means;
  try {
    const command = readPriceBookCommand(words);
    const isDone = await carryOut({ ...means, command, configuration: configure() });
    return isDone ? DONE : REFUSED;
  } catch (error) {
    note(error instanceof ConfigurationError ? error.message : wordsForStartFailure(error));
    return error instanceof StorefrontError ? REFUSED : UNABLE;
  }
}

/** False when it was refused, which was said. @throws an error with words for the person at the terminal */
async function carryOut(run: PriceBookRun): Promise<boolean> {
  const { command } = run;
  switch (command.kind) {
    case 'list':
      return withPriceBooks(run, (reached) => list(run, reached));
    case 'rehearse':
      return withPriceBooks(run, (reached) => rehearse(run, command, reached));
    case 'publish':
      return withPriceBooks(run, (reached) => publish(run, command, reached));
    default:
      return command satisfies never;
  }
}

const MOST_LISTED = 100;

async function list({ say }: PriceBookRun, { priceBooks, storefront }: ReachedBooks): Promise<boolean> {
  const books = await priceBooks.list(MOST_LISTED);
  if (books.length === 0) {
    say(`There is no price book of ${storefront} yet. The first start of a gateway publishes one.`);
  }
  for (const book of books) say(describeBook(book));
  return true;
}

async function rehearse(
  { say, now, progress }: PriceBookRun,
  { file, days, effectiveAt }: Extract<PriceBookCommand, { kind: 'rehearse' }>,
  { database, priceBooks }: ReachedBooks,
): Promise<boolean> {
  const rehearsals = createRehearsals({ database, priceBooks, now });
  const document = readDocument(file);
  let reached: RehearsalProgress = { generations: 0, allGenerations: 0 };
  const onProgress = (state: RehearsalProgress): void => {
    reached = state;
  };
  const measure = (): string => doneOf(reached.generations, reached.allGenerations, 'generation');
  const outcome = await withProgress(progress, measured(`Pricing ${counted(days, 'day')}`, measure), () =>
    rehearsals.rehearse({ document, days, effectiveAt, onProgress }),
  );
  if (outcome.status === 'refused') return refuse(say, file, outcome.refusal);
  for (const line of describeRehearsal(outcome)) say(line);
  return true;
}

async function publish(
  { say, progress }: PriceBookRun,
  { file, effectiveAt, force }: Extract<PriceBookCommand, { kind: 'publish' }>,
  { priceBooks }: ReachedBooks,
): Promise<boolean> {
  const document = readDocument(file);
  // It waits for the lock of whoever else publishes, and that nobody can measure; comparing two books and writing one are a moment.
  const outcome = await withProgress(progress, elapsed('Publishing'), () =>
    priceBooks.publish({ document, effectiveAt, force }),
  );
  if (outcome.status === 'refused') return refuse(say, file, outcome.refusal);
  for (const line of describePublication(outcome)) say(line);
  return true;
}

function readDocument(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GatewayStartError(`${file} cannot be read (${String(cause)}).`, { cause });
  }
}

/** Where the API says "document", the person at the terminal reads the name of the file; where it says force, the option. */
function refuse(say: (line: string) => void, file: string, { path, message }: PublicationRefusal): false {
  const place = path[0];
  say(`Refused. ${place === 'document' ? message.replace(/^document/, file) : message}`);
  if (place === 'force') say('To publish it all the same: --force');
  return false;
}
