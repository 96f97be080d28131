// The form of every answer that is no refusal.
import { z } from 'zod';
import { type Answer, type Call, json } from '../route.ts';

const ENVELOPE = {
  status: z.literal('success'),
  request_id: z.string(),
  message: z.string(),
  timestamp: z.iso.datetime(),
};

export const envelopeOf = <Data extends z.ZodType>(data: Data) => z.object({ ...ENVELOPE, data });

export const pageOf = <Data extends z.ZodType>(data: Data) =>
  z.object({ ...ENVELOPE, data, total: z.int(), limit: z.int(), offset: z.int() });

type Asked = Pick<Call, 'services' | 'requestId'>;

interface Said {
  /** For people. */
  readonly message: string;
  readonly data: unknown;
  /** Beside the data, of a page. */
  readonly page?: { readonly total: number; readonly limit: number; readonly offset: number };
  readonly headers?: Readonly<Record<string, string>>;
}

export function success({ services, requestId }: Asked, { message, data, page, headers }: Said): Answer {
  const timestamp = services.now().toISOString();
  return json(200, { status: 'success', request_id: requestId, message, timestamp, data, ...page }, headers);
}
