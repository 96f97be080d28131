// Validates and prices a request. The estimate and the reservation both come from here, so they cannot differ.
import type { PriceBook } from '../../catalog/index.ts';
import { estimateCost } from '../../pricing/index.ts';
import type { GenerationRefusal } from '../refusal.ts';
import type { PlanOutcome, PlanRequest } from './generation-plan.ts';

/** Characters (Unicode code points) of the longest prompt. */
const LONGEST_PROMPT = 10_000;

const refused = (refusal: GenerationRefusal): PlanOutcome => ({ status: 'refused', refusal });

/** By one book from beginning to end: the model, its defaults, its price and the version all come from it. */
export function planGeneration(book: PriceBook, request: PlanRequest): PlanOutcome {
  const model = book.model(request.model);
  if (model === undefined) return refused({ code: 'MODEL_NOT_FOUND', model: request.model });
  const textRefusal = checkPrompt(request.prompt) ?? checkStorable(request) ?? checkControls(request.prompt);
  if (textRefusal !== undefined) return refused(textRefusal);
  const checked = book.validateParameters(model, request.parameters);
  if (!checked.ok) return refused(checked.refusal);
  const { prompt, count } = request;
  const { parameters } = checked;
  const priced = estimateCost({ model: model.price, parameters, prompt, count });
  if (!priced.ok) return refused(priced.refusal);
  const { priceVersion } = book.storefront;
  return { status: 'planned', plan: { model, parameters, prompt, count, estimate: priced.estimate, priceVersion } };
}

/** Unicode code points, as prices count them. */
function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function checkPrompt(prompt: string | undefined): GenerationRefusal | undefined {
  if (prompt === undefined || charactersOf(prompt) <= LONGEST_PROMPT) return undefined;
  const allowed = `at most ${LONGEST_PROMPT} characters`;
  return {
    code: 'INVALID_PARAMETER',
    message: `The prompt is too long: ${allowed}.`,
    path: ['prompt'],
    allowed: [allowed],
  };
}

/** Tabs and line breaks are text; what moves a terminal's cursor, rings a bell or ends a string elsewhere is not. */
const CONTROL = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function checkControls(prompt: string | undefined): GenerationRefusal | undefined {
  if (prompt === undefined || !CONTROL.test(prompt)) return undefined;
  const allowed = ['text without control characters other than tabs and line breaks'];
  return { code: 'INVALID_PARAMETER', message: 'The prompt has a control character.', path: ['prompt'], allowed };
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes('\u0000') || holdsNul(member));
}

/** PostgreSQL cannot store the character U+0000 in any text. */
function checkStorable(request: PlanRequest): GenerationRefusal | undefined {
  const inPrompt = request.prompt?.includes('\u0000') === true;
  if (!inPrompt && !holdsNul(request.parameters)) return undefined;
  const path = [inPrompt ? 'prompt' : 'parameters'];
  const allowed = ['text without the character U+0000'];
  return { code: 'INVALID_PARAMETER', message: 'The character U+0000 is not allowed in text.', path, allowed };
}
