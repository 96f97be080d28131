// The last resort: work that fails in this gateway every time somebody looks at it, long after its deadline, is ended and
// refunded. Nothing stays reserved for ever because of what nobody has thought of.
import type { Generation, GenerationFailure } from '../generation.ts';
import type { RunServices } from '../services.ts';
import { settleUndelivered } from '../settle/settle-generation.ts';
import { planWork } from './plan-work.ts';
import { attemptsOf } from './record-attempt.ts';
import { isOverdue } from './run-attempt.ts';

/** Past the deadline: what is being called off, and a database that was away, have come to their end by then. */
const PATIENCE_MILLISECONDS = 600_000;
/** The deadline where nothing says it: that of the slowest kind of model. */
const UNKNOWN_DEADLINE_SECONDS = 1_800;

const GIVEN_UP: GenerationFailure = {
  code: 'GATEWAY_ERROR',
  message: 'The gateway could not bring it to an end. Nothing was charged.',
  retryable: true,
};

/** Whether it has been ended. */
export async function endStuck(services: RunServices, generation: Generation): Promise<boolean> {
  const { accountId, id } = generation;
  try {
    const work = await planWork(services, generation).catch(() => ({ deadlineSeconds: UNKNOWN_DEADLINE_SECONDS }));
    const patient = { ...services, now: () => new Date(services.now().getTime() - PATIENCE_MILLISECONDS) };
    if (!isOverdue(patient, { generation, work })) return false;
    const open = (await attemptsOf(services.database, generation)).find(({ status }) => status === 'SUBMITTED');
    const error = open === undefined ? GIVEN_UP : { ...GIVEN_UP, mayBeBilled: true as const };
    const end = { status: 'FAILED', outputs: [], error, attempt: open?.number, now: services.now() } as const;
    await settleUndelivered(services, generation, end);
    services.log('generation_given_up', { accountId, id, provider: open?.provider, upstreamId: open?.upstreamId });
    return true;
  } catch (error) {
    services.log('generation_not_given_up', { accountId, id, error: String(error) });
    return false;
  }
}
