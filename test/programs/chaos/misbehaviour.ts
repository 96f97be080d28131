// How the doubles misbehave, drawn from a seed: about half of all work goes well.
import type { SeededRandom } from '../../../simulators/media/index.ts';
import type {
  Behaviour,
  MediaFault,
  PollFault,
  SubmitFault,
  WebhookFault,
  WorkFault,
} from '../../support/provider-double/behaviour.ts';

type Chances<Fault extends string> = Readonly<Partial<Record<Fault, number>>>;

/** Few outages: five in a row and the breaker leaves a provider alone, which ends the fun for half a minute. */
const SUBMIT: Chances<SubmitFault> = {
  overloaded: 0.04,
  'server-error': 0.03,
  'out-of-money': 0.01,
  'invalid-input': 0.02,
  policy: 0.03,
  'gateway-error': 0.03,
  'half-answer': 0.03,
  'reset-after-accepting': 0.05,
  html: 0.03,
  slow: 0.03,
};
const WORK: Chances<WorkFault> = {
  'never-ends': 0.08,
  fails: 0.05,
  policy: 0.03,
  'absurd-meter': 0.06,
  nothing: 0.03,
};
const MEDIA: Chances<MediaFault> = {
  garbage: 0.03,
  truncated: 0.02,
  'first-garbage': 0.05,
  'half-answer': 0.01,
  gone: 0.02,
  'server-error': 0.02,
  'redirect-to-metadata': 0.02,
};
/** Files that come in the answer itself cannot be missing from it. */
const MEDIA_INSIDE: Chances<MediaFault> = { garbage: 0.04, 'first-garbage': 0.06 };
const WEBHOOK: Chances<WebhookFault> = {
  lost: 0.25,
  twice: 0.15,
  'out-of-order': 0.1,
  'wrong-signature': 0.06,
  stale: 0.06,
};
const POLL: Chances<PollFault> = {
  'server-error': 0.03,
  overloaded: 0.03,
  html: 0.02,
  'half-answer': 0.03,
  reset: 0.04,
};
const MOST_PENDING_POLLS = 6;
const LONGEST_ANSWER_MILLISECONDS = 1_500;

export function drawBehaviour(random: SeededRandom, hasMediaInside: boolean): Behaviour {
  const submit = draw(random, SUBMIT);
  const work = draw(random, WORK);
  const media = draw(random, hasMediaInside ? MEDIA_INSIDE : MEDIA);
  const webhook = draw(random, WEBHOOK);
  return {
    ...(submit === undefined ? {} : { submit }),
    ...(work === undefined ? {} : { work }),
    ...(media === undefined ? {} : { media }),
    ...(webhook === undefined ? {} : { webhook }),
    pendingPolls: Math.floor(random.between(0, MOST_PENDING_POLLS)),
    answerMilliseconds: random.between(0, LONGEST_ANSWER_MILLISECONDS),
  };
}

export const drawPollFault = (random: SeededRandom): PollFault | undefined => draw(random, POLL);

function draw<Fault extends string>(random: SeededRandom, chances: Chances<Fault>): Fault | undefined {
  let left = random.next();
  for (const [fault, chance] of Object.entries(chances) as [Fault, number][]) {
    left -= chance;
    if (left < 0) return fault;
  }
  return undefined;
}
