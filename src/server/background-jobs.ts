// Everything that a gateway does again and again. Any number of gateways may: each account, invoice and file is worked on by
// one at a time, which the rooms see to. Nothing is lost when a round fails: the next one finds it.
import { type BackgroundJob, repeat, type Stoppable } from '../background/index.ts';
import type { EmailRoom } from '../emails/index.ts';
import type { ExportRoom } from '../exports/index.ts';
import type { InputFiles, SandboxProvider } from '../generation/index.ts';
import type { InvoiceRoom } from '../invoices/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { describeReconciliation, type Purchases, type TopUps, type Warnings } from '../purchases/index.ts';
import type { RequestRoom } from '../requests/index.ts';
import type { Logger } from './create-logger.ts';

type JobLogger = Pick<Logger, 'info' | 'warn' | 'error'>;

const SOON = 250;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export interface GatewayWork {
  readonly ledger: Pick<Ledger, 'expireIdle'>;
  readonly topUps: Pick<TopUps, 'runWoken' | 'runRound' | 'recover'>;
  readonly warnings: Pick<Warnings, 'runWoken' | 'runRound' | 'runExpiryRound'>;
  readonly invoiceRoom: Pick<InvoiceRoom, 'runRound'>;
  readonly indexHistories: () => Promise<{ readonly mayHaveMore: boolean }>;
  readonly announceAnomalies: (isStopping: () => boolean) => Promise<{ readonly mayHaveMore: boolean }>;
  readonly requestRoom: Pick<RequestRoom, 'prune'>;
  readonly exportRoom: Pick<ExportRoom, 'runNext' | 'prune'>;
  readonly emailRoom: Pick<EmailRoom, 'sendDue' | 'prune'>;
  readonly inputs: Pick<InputFiles, 'sweep'>;
  /** Undefined when the gateway takes no payments. */
  readonly purchases: Pick<Purchases, 'reconcile'> | undefined;
  readonly logger: JobLogger;
}

export function gatewayJobs({
  ledger,
  topUps,
  warnings,
  invoiceRoom,
  indexHistories,
  announceAnomalies,
  requestRoom,
  exportRoom,
  emailRoom,
  inputs,
  purchases,
  logger,
}: GatewayWork): BackgroundJob[] {
  return [
    {
      what: 'the expiry of credits in idle wallets',
      everyMilliseconds: MINUTE,
      work: async () => (await ledger.expireIdle()).mayHaveMore,
    },
    // Soon after this process changed a wallet, and every minute for what others did.
    { what: 'automatic top-ups', everyMilliseconds: SOON, work: once(topUps.runWoken) },
    { what: 'the round of automatic top-ups', everyMilliseconds: MINUTE, work: once(topUps.runRound) },
    { what: 'the recovery of automatic top-ups', everyMilliseconds: 10 * SECOND, work: once(topUps.recover) },
    { what: 'warnings of low balances', everyMilliseconds: SECOND, work: once(warnings.runWoken) },
    { what: 'the round of warnings', everyMilliseconds: MINUTE, work: once(warnings.runRound) },
    {
      what: 'warnings of expiring credits',
      everyMilliseconds: MINUTE,
      work: async () => (await warnings.runExpiryRound()).mayHaveMore,
    },
    {
      what: 'the round of invoices',
      everyMilliseconds: MINUTE,
      work: async () => (await invoiceRoom.runRound()).mayHaveMore,
    },
    {
      what: 'the index of transactions',
      everyMilliseconds: 10 * SECOND,
      work: async () => (await indexHistories()).mayHaveMore,
    },
    {
      what: 'the look for anomalies',
      everyMilliseconds: 10 * SECOND,
      work: async (isStopping) => (await announceAnomalies(isStopping)).mayHaveMore,
    },
    { what: 'the pruning of the log of requests', everyMilliseconds: HOUR, work: () => requestRoom.prune() },
    { what: 'the next export', everyMilliseconds: SECOND, work: (isStopping) => exportRoom.runNext(isStopping) },
    { what: 'the sending of e-mails', everyMilliseconds: 2 * SECOND, work: () => emailRoom.sendDue() },
    { what: 'the removal of old e-mails', everyMilliseconds: HOUR, work: () => emailRoom.prune() },
    { what: 'the removal of old exports', everyMilliseconds: HOUR, work: once(exportRoom.prune) },
    {
      what: 'the removal of sent files that no request came of',
      everyMilliseconds: HOUR,
      startsAtOnce: true,
      work: () => inputs.sweep(),
    },
    ...(purchases === undefined ? [] : [reconciliation(purchases, logger)]),
  ];
}

const once = (work: () => Promise<unknown>) => async (): Promise<undefined> => {
  await work();
};

const RECONCILE_EVERY = 10 * MINUTE;

/** The payment provider's books are compared with ours, by one gateway at a time: with several, one of them is enough. */
function reconciliation(purchases: Pick<Purchases, 'reconcile'>, logger: JobLogger): BackgroundJob {
  return {
    what: 'the reconciliation of payments',
    everyMilliseconds: RECONCILE_EVERY,
    jitter: 0.1,
    work: once(async () => {
      const report = await purchases.reconcile({ unlessWithinMilliseconds: RECONCILE_EVERY * 0.8 });
      if (report.status !== 'DONE') return;
      const words = describeReconciliation(report).join('\n');
      if (report.findings.length > 0) logger.error({ findings: report.findings.length }, words);
      else if (report.eventsHandled + report.credited + report.finished > 0) logger.info(words);
    }),
  };
}

/** Records or files that one round removes at most. */
const PRUNED_AT_ONCE = 1_000;

/**
 * What the sandbox made is made up: its records and files are kept for a while, and not for ever. Files of real providers are
 * not touched.
 */
export function sandboxPruning(sandbox: Pick<SandboxProvider, 'prune'>, keepHours: number): BackgroundJob {
  return {
    what: 'the removal of old files of the sandbox',
    everyMilliseconds: 10 * MINUTE,
    // By the clock of the files, which is this machine's.
    work: async () => {
      const olderThan = new Date(Date.now() - keepHours * HOUR);
      return (await sandbox.prune(olderThan, PRUNED_AT_ONCE)) === PRUNED_AT_ONCE;
    },
  };
}

export function startJobs(jobs: readonly BackgroundJob[], logger: Pick<Logger, 'warn'>): Stoppable {
  const running = jobs.map((job) =>
    repeat(job, (error, what) => logger.warn({ err: error }, `${what} could not be done`)),
  );
  return {
    stop: async () => {
      await Promise.all(running.map((job) => job.stop()));
    },
  };
}
