// Sends what is due. Every gateway process runs one; claims keep them from sending the same delivery at the same time. No
// transaction is open while a receiver is called.
import { type RunningJob, repeat, type Stoppable } from '../../background/index.ts';
import type { Sql } from '../../database/index.ts';
import { type Bounds, decideShares } from '../decide/decide-shares.ts';
import { accountSecret } from '../endpoints/rotate-secret.ts';
import { TOLLGATE_FORMAT } from '../format/tollgate-format.ts';
import type { ForeignFormats, PublishedEvent, WebhookFormat, WebhookMessage } from '../format/webhook-format.ts';
import type { CallResult, WebhookSender } from '../reach/send-webhook.ts';
import { type ClaimedDelivery, claimDeliveries } from './claim-deliveries.ts';
import { concludeDelivery, concludeUnwritten, dropDelivery, putBack } from './conclude-delivery.ts';
import { FIRST_PLACE, type FoundLane, findLanes, type Lane } from './find-lanes.ts';
import { abandonWaiting, holdWaiting, releaseEnabled } from './hold-deliveries.ts';
import { pruneEvents } from './prune-events.ts';

/** Around each call of a receiver, for whoever measures it. It answers what `send` answers. */
export type DeliveryWatcher = (delivery: WatchedDelivery, send: () => Promise<CallResult>) => Promise<CallResult>;

export type WatchedDelivery = Pick<
  ClaimedDelivery,
  'accountId' | 'eventId' | 'targetId' | 'type' | 'attempt' | 'format' | 'data'
>;

export interface DispatcherOptions {
  readonly database: Sql;
  readonly sender: WebhookSender;
  /** How receivers of other systems are written to. */
  readonly formats: ForeignFormats;
  readonly now: () => Date;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
  readonly watch?: DeliveryWatcher | undefined;
  /** A whole number from 0 to 999. */
  readonly chance?: () => number;
  readonly bounds?: Bounds;
}

export interface Dispatcher {
  start(): void;
  /** Something may be due. */
  wake(): void;
  /** Looks at every lane once and waits for what was sent; gives how many deliveries that were. */
  runOnce(): Promise<number>;
  /** A share of pruning, and of what is held for endpoints that are enabled. True: there may be more. */
  tidy(): Promise<boolean>;
  /** Begins nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

const BOUNDS: Bounds = { overall: 64, perAccount: 16, perLane: 4 };
/** Lanes that one statement looks at. */
const PAGE = 200;
const POLL_MILLISECONDS = 1_000;
const TIDY_MILLISECONDS = 60_000;

const anyChance = (): number => Math.floor(Math.random() * 1_000);

const unwatched: DeliveryWatcher = (_delivery, send) => send();

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return new LaneDispatcher(options);
}

class LaneDispatcher implements Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #bounds: Bounds;
  readonly #formats: ReadonlyMap<string, WebhookFormat>;
  readonly #underWay = new Map<ClaimedDelivery, Promise<void>>();
  /** Where the next look begins: after the last lane that was served. */
  #place: Lane = FIRST_PLACE;
  #heldPlace: Lane = FIRST_PLACE;
  #isStopped = false;
  #dispatching: RunningJob | undefined;
  #tidying: Stoppable | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#bounds = options.bounds ?? BOUNDS;
    this.#formats = new Map([['TOLLGATE', TOLLGATE_FORMAT], ...Object.entries(options.formats)]);
  }

  start(): void {
    this.#dispatching ??= this.#repeat('webhooks_not_dispatched', POLL_MILLISECONDS, async () => {
      await this.#pass();
      return undefined;
    });
    // Share by share, beside the passes.
    this.#tidying ??= this.#repeat('webhooks_not_tidied', TIDY_MILLISECONDS, () => this.tidy());
  }

  wake(): void {
    this.#dispatching?.wake();
  }

  async runOnce(): Promise<number> {
    const count = await this.#pass();
    await Promise.all(this.#underWay.values());
    return count;
  }

  async tidy(): Promise<boolean> {
    const { database, now } = this.#options;
    const { place, mayHaveMore } = await releaseEnabled(database, { place: this.#heldPlace, limit: PAGE, now: now() });
    this.#heldPlace = place ?? FIRST_PLACE;
    return (await pruneEvents(database, now())) || mayHaveMore;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([this.#dispatching?.stop(), this.#tidying?.stop()]);
    await Promise.all(this.#underWay.values());
    await this.#options.sender.close();
  }

  #repeat(failed: string, everyMilliseconds: number, work: () => Promise<boolean | undefined>): RunningJob {
    return repeat({ what: failed, everyMilliseconds, startsAtOnce: true, work }, (error) =>
      this.#failed(failed, error),
    );
  }

  #failed(event: string, error: unknown): void {
    this.#options.log(event, { error: String(error) });
  }

  /** From the last place to the end of the lanes, as long as there are free places. */
  async #pass(): Promise<number> {
    let count = 0;
    for (;;) {
      if (this.#isStopped || this.#isFull()) return count;
      const lanes = await findLanes(this.#options.database, this.#place, PAGE);
      count += await this.#serve(lanes);
      const last = lanes.length < PAGE ? undefined : lanes.at(-1);
      if (!this.#isFull()) this.#place = last ?? FIRST_PLACE;
      if (last === undefined) return count;
    }
  }

  #isFull(): boolean {
    return this.#underWay.size >= this.#bounds.overall;
  }

  async #serve(lanes: readonly FoundLane[]): Promise<number> {
    const { database, now } = this.#options;
    for (const lane of lanes) {
      if (lane.kind === 'DISABLED') await holdWaiting(database, { ...lane, now: now() });
      if (lane.kind === 'DELETED') await abandonWaiting(database, lane);
    }
    const at = now();
    const due = lanes.filter(({ kind, firstAt }) => (kind === 'ENDPOINT' || kind === 'URL') && firstAt <= at);
    const shares = decideShares(due, [...this.#underWay.keys()], this.#bounds);
    const claimed = await claimDeliveries(database, shares, at);
    this.#place = shares.at(-1)?.lane ?? this.#place;
    for (const delivery of claimed) this.#begin(delivery);
    return claimed.length;
  }

  #begin(delivery: ClaimedDelivery): void {
    const work = this.#deliver(delivery)
      .catch((error: unknown) => this.#failed('webhook_not_concluded', error))
      .then(() => {
        this.#underWay.delete(delivery);
        this.wake();
      });
    this.#underWay.set(delivery, work);
  }

  /** Fails only when the database does; the lease then brings the delivery back. */
  async #deliver(delivery: ClaimedDelivery): Promise<void> {
    const { database, sender, now, watch = unwatched, chance = anyChance } = this.#options;
    if (delivery.endpointStatus === 'DISABLED') return putBack(database, delivery);
    const secrets = delivery.secrets ?? (await accountSecret(database, delivery.accountId));
    const written = await this.#write(delivery);
    if (written === undefined) return dropDelivery(database, delivery);
    if ('error' in written) {
      return concludeUnwritten(database, { delivery, result: written, now: now(), chance: chance() });
    }
    const { format, message } = written;
    const { type, attempt } = delivery;
    const headers = format.sign({ ...message, type, attempt, now: now() }, secrets);
    const result = await watch(delivery, () => sender.send({ url: delivery.url, body: message.body, headers }));
    return concludeDelivery(database, { delivery, result, now: now(), chance: chance() });
  }

  /** Undefined: its format has no word for it. What cannot be written now must not come back for ever by its lease. */
  async #write(delivery: ClaimedDelivery): Promise<Written | undefined> {
    const format = this.#formats.get(delivery.format);
    if (format === undefined) return unwritten(`this gateway does not know the format ${delivery.format}`);
    try {
      // What was stored as this type's data.
      const message = await format.write(delivery as PublishedEvent);
      return message === undefined ? undefined : { format, message };
    } catch (error) {
      this.#failed('webhook_not_written', error);
      return unwritten('the gateway could not write it');
    }
  }
}

type Written = { readonly format: WebhookFormat; readonly message: WebhookMessage } | (CallResult & { error: string });

const unwritten = (error: string): CallResult & { error: string } => ({
  ...{ statusCode: undefined, error, durationMilliseconds: 0 },
});
