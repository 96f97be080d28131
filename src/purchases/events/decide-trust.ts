// Whether a verified event is about this gateway at all. Pure.
import type { PaymentEvent } from '../payments.ts';

/** Why it is not handled; undefined when it is. */
export function decideTrust(event: PaymentEvent, { livemode }: { readonly livemode: boolean }): string | undefined {
  if (event.livemode !== livemode) return event.livemode ? 'an event of live mode' : 'an event of test mode';
  return event.foreign ? 'an event of a connected account' : undefined;
}
