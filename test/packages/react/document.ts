// A document for React in a process that has none. React looks for one when it is loaded: it is loaded after this.
import type * as Testing from '@testing-library/react';
import { Window } from 'happy-dom';

const NAMES = [
  'window',
  'document',
  'navigator',
  'HTMLElement',
  'HTMLIFrameElement',
  'Node',
  'MutationObserver',
] as const;

export type TestingLibrary = typeof Testing;

export interface TestDocument {
  readonly react: TestingLibrary;
  close(): Promise<void>;
}

/** Other test files share this process: what was set is taken away again. */
export async function openDocument(): Promise<TestDocument> {
  const window = new Window({ url: 'http://shop.example/' });
  const before = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const name of NAMES) {
    const value: unknown = name === 'window' ? window : Reflect.get(window, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const react = await import('@testing-library/react');
  return {
    react,
    close: async () => {
      react.cleanup();
      for (const [name, descriptor] of before) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
      }
      await window.happyDOM.close();
    },
  };
}
