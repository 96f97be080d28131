// What makes the sandbox's files: handed in by who switches the sandbox on, so that a gateway without it loads none of it.
import type { OutputMimeType } from '../../outputs/index.ts';
import type { ProviderRequest } from '../../provider.ts';

/** A prompt may be left out, in a record just as in a request. */
export type SandboxRequest = Omit<ProviderRequest, 'prompt'> & { readonly prompt?: string | undefined };

export interface MadeFile {
  readonly mimeType: OutputMimeType;
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

export type MediaPlan =
  | {
      readonly ok: true;
      /** Makes output number `index`, from 0. The same request and index give the same bytes. */
      readonly make: (index: number) => Promise<MadeFile> | MadeFile;
    }
  | { readonly ok: false; readonly message: string };

/** Everything that could be wrong with the request is found before anything is made. */
export type PlanMedia = (request: SandboxRequest) => MediaPlan;
