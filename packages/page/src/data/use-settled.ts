import { useEffect, useState } from 'react';

const PAUSE_MILLISECONDS = 250;

/** A value (null: nothing yet) once it has stood still for a moment: what is typed is not asked letter by letter. */
export function useSettled<Value>(value: Value | null): Value | null {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(JSON.parse(text) as Value | null);
    }, PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return settled;
}
