import { useAsk } from '../data/ask.ts';
import { VIEWER } from './documents.ts';

/** Who is signed in; undefined until it is known. */
export function useViewer() {
  return useAsk(VIEWER, {}).data?.viewer;
}
