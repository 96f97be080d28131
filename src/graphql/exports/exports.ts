import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { auditWindowStart, fromPublicId, generalError, toPublicId, type Viewer } from '../../callers/index.ts';
import { type Export, type ExportKind, hasFocus, type NewExportOutcome } from '../../exports/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput, forbidden } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy, mayUse } from '../edge/guard/scopes.ts';
import { checkAuditWindow } from '../edge/plan-window.ts';
import { DownloadType } from '../statements/types.ts';
import { CreateExportInput, CreateExportPayload, ExportType } from './types.ts';

@Resolver(() => ExportType)
export class ExportsResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(readableKind)
  @Mutation(() => CreateExportPayload, {
    description:
      "Writes part of the books to a file, in the background: ask export until it is done. What is booked after this call is not in it. The plan's audit window bounds it. USAGE and REQUESTS need the scope GENERATION_READ, too.",
  })
  createExport(
    @Arg('input', () => CreateExportInput) input: CreateExportInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateExportPayload> {
    return createExport(context, input);
  }

  @GuardedBy('ACCOUNT_READ')
  @Query(() => ExportType, {
    nullable: true,
    description:
      'An export of the account; null when there is none, or no longer, or when the key may not read what is in it.',
  })
  async export(
    @Arg('id', () => ID, { description: 'Its id.' }) publicId: string,
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<ExportType | undefined> {
    const id = fromPublicId('exp', publicId);
    const made = id === undefined ? undefined : await services.exports.find(viewer.account.id, id);
    return made === undefined || !mayRead(viewer.key, made.kind) ? undefined : toExport(made);
  }

  @FieldResolver(() => DownloadType, {
    nullable: true,
    description:
      'The file; null while it is not done. An interrupted download goes on by Range, also with a newer link.',
  })
  async file(@Root() { made }: ExportType, @Ctx() { services }: GraphqlContext): Promise<DownloadType | undefined> {
    return (await services.exports.linksTo(made))?.file;
  }

  @FieldResolver(() => DownloadType, {
    nullable: true,
    description: 'Rows, sums, first and last number, head hash: keep it beside the file for npm run export:verify.',
  })
  async manifest(@Root() { made }: ExportType, @Ctx() { services }: GraphqlContext): Promise<DownloadType | undefined> {
    return (await services.exports.linksTo(made))?.manifest;
  }
}

/** They say what was generated, for whom, and with which tags. */
const OF_GENERATIONS: ReadonlySet<unknown> = new Set<ExportKind>(['USAGE', 'REQUESTS']);
const TO_READ_THEM = ['GENERATION_READ'] as const;

const mayRead = (key: Viewer['key'], kind: unknown): boolean => !OF_GENERATIONS.has(kind) || mayUse(key, TO_READ_THEM);

function readableKind(given: Parameters<ArgumentCheck>[0], { key }: Viewer): void {
  const { kind } = given['input'] as CreateExportInput;
  if (!mayRead(key, kind)) throw forbidden(`Mutation.createExport with the kind ${kind}`, TO_READ_THEM);
}

async function createExport(context: GraphqlContext, input: CreateExportInput): Promise<CreateExportPayload> {
  const { services, viewer } = context;
  const { kind } = input;
  const form = input.form ?? 'CSV';
  if (form === 'FOCUS' && !hasFocus(kind)) return refusedForm('FOCUS is a form of USAGE.');
  if (form === 'FOCUS' && services.catalog.storefront.creditUnit.price === undefined) {
    return refusedForm(
      'The storefront does not say what a credit costs (creditUnit.price), which FOCUS has in each row.',
    );
  }
  const outcome = await services.exports.create({
    ...{ accountId: viewer.account.id, apiKeyId: viewer.key.id, kind, form },
    ...spanOf(context, input),
  });
  return outcome.status === 'QUEUED' ? { export: toExport(outcome.made), userErrors: [] } : refusedNumber(outcome);
}

const MILLISECOND = 1;

/** Throws BAD_USER_INPUT. */
function spanOf(context: GraphqlContext, { from, to }: CreateExportInput) {
  const now = context.services.now();
  if (from !== undefined && from !== null) {
    checkAuditWindow(context, { what: from.toISOString(), until: new Date(from.getTime() + MILLISECOND) });
  }
  const createdFrom = from ?? auditWindowStart(context.viewer.plan, now);
  // What was booked in this very millisecond belongs to it.
  const latest = new Date(now.getTime() + MILLISECOND);
  const createdBefore = to === undefined || to === null || to > latest ? latest : to;
  if (createdBefore <= createdFrom) throw badUserInput('to has to be later than from, and from in the past.');
  return { createdFrom, createdBefore };
}

const refusedForm = (message: string): CreateExportPayload => ({
  export: undefined,
  userErrors: [generalError({ code: 'EXPORT_FORM_NOT_OFFERED', message, path: ['form'] })],
});

const refusedNumber = ({ most }: Extract<NewExportOutcome, { status: 'TOO_MANY' }>): CreateExportPayload => ({
  export: undefined,
  userErrors: [
    generalError({
      code: 'EXPORT_LIMIT_REACHED',
      message: `The account has ${most} exports that wait or are kept already. Ask again once one is done, or has gone after seven days.`,
    }),
  ],
});

function toExport(made: Export): ExportType {
  const { id, kind, form, status, createdFrom: from, createdBefore: to, createdAt, finishedAt, manifest } = made;
  return {
    ...{ made, id: toPublicId('exp', id), kind, form, status, from, to, createdAt, finishedAt },
    rows: manifest?.rows,
    bytes: manifest === undefined ? undefined : String(manifest.bytes),
    sha256: manifest?.sha256,
    headHash: manifest?.headHash,
  };
}
