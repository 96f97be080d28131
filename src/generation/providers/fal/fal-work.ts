// Where a piece of work stands in fal's queue. Its request id alone is not enough: the paths to ask by begin with the app.

export interface FalWork {
  /** Owner and app, without the model's further path: "fal-ai/flux-pro" for "fal-ai/flux-pro/v1.1". */
  readonly app: string;
  readonly requestId: string;
}

const MODEL = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)+$/;
const UPSTREAM_ID = /^([A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*){1,2})\/requests\/([A-Za-z0-9-]{8,64})$/;
/** Their names have one step more. Source: `parseEndpointId` in github.com/fal-ai/fal-js, libs/client/src/utils.ts. */
const NAMESPACES = new Set(['workflows', 'comfy']);

/** Undefined when it cannot be the name of a model of fal. */
export function appOf(model: string): string | undefined {
  if (!MODEL.test(model)) return undefined;
  const steps = model.split('/');
  return steps.slice(0, NAMESPACES.has(steps[0] ?? '') ? 3 : 2).join('/');
}

/** The path below queue.fal.run. */
export function upstreamIdOf({ app, requestId }: FalWork): string {
  return `${app}/requests/${requestId}`;
}

export function workOf(upstreamId: string): FalWork | undefined {
  const [, app, requestId] = UPSTREAM_ID.exec(upstreamId) ?? [];
  return app === undefined || requestId === undefined ? undefined : { app, requestId };
}
