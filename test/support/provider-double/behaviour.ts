// Everything that goes wrong with real providers, one word each. What is not named goes well.

/** At the submission. Those marked * take the job although the caller cannot know it. */
export type SubmitFault =
  | 'overloaded' // 429 with Retry-After
  | 'out-of-money' // 402
  | 'unauthorized' // 401
  | 'invalid-input' // 422 or 400
  | 'policy' // a refusal for the content
  | 'server-error' // 500
  | 'gateway-error' // * 502 of something in front
  | 'half-answer' // * fewer bytes than announced
  | 'reset-after-accepting' // * the connection breaks instead of an answer
  | 'html' // * a page with status 200
  | 'slow'; // * no answer before `release`

export type WorkFault =
  | 'never-ends' // pending until `release`: a success after every deadline
  | 'fails'
  | 'policy'
  | 'absurd-meter' // claims sizes, lengths and numbers that are not so
  | 'nothing'; // succeeds without an output

/** When asked how the work stands. */
export type PollFault = 'server-error' | 'overloaded' | 'html' | 'half-answer' | 'reset';

export type MediaFault =
  | 'garbage'
  | 'truncated' // a whole answer with the first half of a file
  | 'half-answer'
  | 'first-garbage' // the others are good
  | 'gone'
  | 'server-error'
  | 'redirect-to-metadata'; // 302 to http://169.254.169.254/

export type WebhookFault = 'lost' | 'twice' | 'out-of-order' | 'wrong-signature' | 'stale';

export interface Behaviour {
  readonly submit?: SubmitFault;
  readonly work?: WorkFault;
  readonly poll?: PollFault;
  readonly media?: MediaFault;
  readonly webhook?: WebhookFault;
  /** How often the work is still pending when it is asked about; 0 by default. */
  readonly pendingPolls?: number;
  /** How long a submission that is taken on waits for its answer; 0 by default. */
  readonly answerMilliseconds?: number;
}
