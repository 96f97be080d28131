// The room's door: other systems' HTTP. The server mounts the routes.
export { describeProblem } from './describe-problem.ts';
export type { Dialect } from './dialect.ts';
export { DIALECTS } from './dialects.ts';
export { openApiOf } from './openapi.ts';
export type { Problem } from './problem.ts';
export type { Answer, Call, RestServices, Route, UploadedFile } from './route.ts';
export { createWebhookFormats } from './webhook-formats.ts';
