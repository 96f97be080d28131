import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { auditWindowStart } from '../../callers/index.ts';
import type { LoggedRequest, RequestFilter } from '../../requests/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { REQUEST_CURSOR } from '../edge/cursors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkModelNames, present, readFilterId } from '../edge/input.ts';
import {
  type Connection,
  connectionType,
  type PageBothWaysArguments,
  readPageBothWays,
  toConnection,
} from '../edge/pages.ts';
import { auditWindowOf } from '../edge/plan-window.ts';
import { findGeneration } from '../generations/generations.ts';
import { GenerationType } from '../generations/types.ts';
import { toRequest } from './translate.ts';
import { PageOfRequests, RequestSummaryType, RequestType, type RequestWhere } from './types.ts';

export const RequestConnection = connectionType('Request', RequestType);

interface RequestConnectionRoot extends Connection<RequestType> {
  readonly accountId: string;
  readonly filter: RequestFilter;
}

@Resolver(() => RequestType)
export class RequestsResolver {
  @GuardedBy('GENERATION_READ')
  @CheckedFirst(pageBothWays, readableFilter)
  @Query(() => RequestConnection, {
    description:
      "Calls that generate or estimate, refused ones too, newest first, inside the plan's audit window. One that made no generation is here a moment after its answer.",
  })
  requests(
    @Args(() => PageOfRequests) page: PageOfRequests,
    @Ctx() context: GraphqlContext,
  ): Promise<RequestConnectionRoot> {
    return listRequests(context, page);
  }

  @FieldResolver(() => GenerationType, {
    nullable: true,
    description: 'The generation that it made, or was answered with.',
  })
  generation(@Root() root: RequestType, @Ctx() context: GraphqlContext): Promise<GenerationType | undefined> {
    return findGeneration(context, root.accountId, root.generationId);
  }
}

@Resolver(() => RequestConnection)
export class RequestConnectionResolver {
  @GuardedBy('GENERATION_READ', 'OPERATOR')
  @FieldResolver(() => RequestSummaryType, { description: 'What all that match come to, on this page and beyond.' })
  summary(@Root() root: RequestConnectionRoot, @Ctx() { services }: GraphqlContext): Promise<RequestSummaryType> {
    return services.requests.summary(root.accountId, root.filter);
  }
}

async function listRequests(
  { services, viewer }: GraphqlContext,
  given: PageOfRequests,
): Promise<RequestConnectionRoot> {
  const { size, after, before } = readPageBothWays(given, REQUEST_CURSOR);
  const accountId = viewer.account.id;
  const filter = readFilter(given.where, auditWindowStart(viewer.plan, services.now()));
  const isBackward = before !== undefined;
  const found = await services.requests.list({
    ...{ accountId, filter, isBackward, limit: size + 1 },
    ...present({ beforeId: after, afterId: before }),
  });
  const connection = toConnection({
    // Backward, something stands behind the page: what the cursor is of. One more row says that something stands before it.
    rows: isBackward ? [...found.slice(0, size).reverse(), ...found.slice(0, 1)] : found,
    size: isBackward ? Math.min(found.length, size) : size,
    auditWindow: auditWindowOf(services, viewer),
    hasPrevious: isBackward ? found.length > size : after !== undefined,
    toItem: (request: LoggedRequest) => toRequest(request, services.catalog),
    toCursor: (request) => REQUEST_CURSOR.write(request.id),
  });
  const counted = async (): Promise<number> => (await services.requests.summary(accountId, filter)).requests;
  return { ...connection, count: counted, accountId, filter };
}

/** `since` is where the plan's audit window begins. Throws BAD_USER_INPUT. */
function readFilter(where: RequestWhere | null | undefined, since: Date): RequestFilter {
  const { status, endpoint, model, apiKeyId, createdAt } = where ?? {};
  const from = createdAt?.from ?? since;
  return {
    ...present({
      ...{ statuses: status, endpoints: endpoint, models: checkModelNames(model), to: createdAt?.to },
      apiKeyId: readFilterId('key', apiKeyId),
    }),
    from: from > since ? from : since,
  };
}

function readableFilter(...[given]: Parameters<ArgumentCheck>): void {
  readFilter(given['where'] as RequestWhere | null | undefined, new Date(0));
}

function pageBothWays(...[given]: Parameters<ArgumentCheck>): void {
  readPageBothWays(given as PageBothWaysArguments, REQUEST_CURSOR);
}
