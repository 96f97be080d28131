// The room's door: background jobs.
export { type BackgroundJob, type ReportFailure, repeat, type Stoppable } from './repeat.ts';
