// What a list is narrowed by, in the address of the room: it can be sent to a colleague and gone back to.
import { useSearchParams } from 'react-router';

export function useNarrow() {
  const [search, setSearch] = useSearchParams();
  const narrow = (name: string, value: string): void => {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  };
  return { valueOf: (name: string): string => search.get(name) ?? '', narrow };
}
