// What any of several nodes tells: each node of a distributed database tells only its own sessions.
import { type Listener, type ListenerOptions, startListener } from './listen.ts';

export interface JoinedListener extends Listener {
  /** From now on these nodes are listened to, and no others but the first. */
  listenTo(urls: readonly string[]): void;
}

/** `first` is listened to always. */
export function joinListeners(first: Listener, { onError }: Pick<ListenerOptions, 'onError'>): JoinedListener {
  const others = new Map<string, Listener>();
  const subscriptions = new Map<Subscribe, (() => void)[]>();
  const all = (): Listener[] => [first, ...others.values()];
  const subscribe = (subscription: Subscribe): (() => void) => {
    const stops = all().map(subscription);
    subscriptions.set(subscription, stops);
    return () => {
      subscriptions.delete(subscription);
      for (const stop of stops) stop();
    };
  };
  const add = (url: string): void => {
    const listener = startListener({ url, onError });
    others.set(url, listener);
    for (const [subscription, stops] of subscriptions) stops.push(subscription(listener));
  };
  const remove = (url: string): void => {
    void others.get(url)?.close();
    others.delete(url);
  };
  return {
    get isConnected() {
      return all().every((listener) => listener.isConnected);
    },
    on: (channel, handler) => subscribe((listener) => listener.on(channel, handler)),
    onReconnect: (handler) => subscribe((listener) => listener.onReconnect(handler)),
    listenTo: (urls) => {
      for (const url of [...others.keys()]) if (!urls.includes(url)) remove(url);
      for (const url of urls) if (!others.has(url)) add(url);
    },
    close: async () => {
      await Promise.all(all().map((listener) => listener.close()));
    },
  };
}

type Subscribe = (listener: Listener) => () => void;
