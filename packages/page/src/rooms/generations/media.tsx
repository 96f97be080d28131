// What was delivered, shown or played.

import { ownAddress } from '../../data/own-address.ts';
import type { GenerationViewFragment } from '../../gql/graphql.ts';
import './media.css';

type Output = GenerationViewFragment['outputs'][number];

export function Media({ outputs, prompt }: { readonly outputs: readonly Output[]; readonly prompt: string | null }) {
  const about = prompt ?? 'what was generated';
  return (
    <ul className="media" aria-label="What was delivered">
      {outputs.map((output, index) => (
        <li key={output.url}>
          <One output={output} about={outputs.length === 1 ? about : `${about}, ${index + 1} of ${outputs.length}`} />
          <p className="small soft">
            {describe(output)}{' '}
            <a href={ownAddress(output.url)} download>
              Save
            </a>
          </p>
        </li>
      ))}
    </ul>
  );
}

function One({ output: { url, mimeType }, about }: { readonly output: Output; readonly about: string }) {
  const address = ownAddress(url);
  if (mimeType.startsWith('image/')) return <img src={address} alt={about} />;
  // What a model made has no captions; the prompt beside it says what it shows.
  if (mimeType.startsWith('video/')) return <video src={address} controls aria-label={about} />;
  if (mimeType.startsWith('audio/')) return <audio src={address} controls aria-label={about} />;
  return <a href={address}>{mimeType}</a>;
}

const KILOBYTE = 1_000;

function describe({ mimeType, width, height, durationSeconds, bytes }: Output): string {
  return [
    mimeType,
    width === null || height === null ? undefined : `${width} × ${height}`,
    durationSeconds === null ? undefined : `${durationSeconds} s`,
    bytes === null ? undefined : `${Math.ceil(bytes / KILOBYTE).toLocaleString('en')} kB`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
