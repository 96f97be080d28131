// The playground's script as a browser runs it, with a fetch and a WebSocket client that answer from here.
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { playgroundPage } from '../../../src/server/playground/playground-page.ts';
import { PLAYGROUND_SCRIPT } from '../../../src/server/playground/playground-script.ts';

interface Tab {
  readonly query: string;
  readonly variables?: string;
}

interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

type Fetcher = (operation: Operation, about: object) => Promise<unknown> | AsyncIterable<unknown>;

const page = playgroundPage({ apiKey: 'tg_key_of_the_demo_account', model: 'bfl/flux-1.1-pro' });
const SETTINGS = /<script id="settings"[^>]*>([^<]*)</.exec(page)?.[1] ?? '';
const { defaultTabs: TABS } = JSON.parse(SETTINGS) as { defaultTabs: Tab[] };
const FOLLOW = TABS[2] as Tab;

/** `answer`: what HTTP gives. */
function open(answer: unknown, storage: Record<string, string> = {}) {
  const posted: Operation[] = [];
  const followed: Operation[] = [];
  let fetcher: Fetcher | undefined;
  const createClient = () => ({
    async *iterate(operation: Operation) {
      followed.push(operation);
      yield { data: 'an event' };
    },
  });
  const fetch = async (_url: string, { body }: { body: string }) => {
    posted.push(JSON.parse(body) as Operation);
    return { json: async () => answer };
  };
  const localStorage = { ...storage };
  Object.defineProperty(localStorage, 'removeItem', {
    value: (name: string) => Reflect.deleteProperty(localStorage, name),
  });
  const globals = {
    localStorage,
    createClient,
    fetch,
    document: { getElementById: () => ({ textContent: SETTINGS }) },
    location: { href: 'http://127.0.0.1:4000/playground' },
    YogaGraphiQL: {
      renderYogaGraphiQL: (_root: unknown, props: { fetcher: Fetcher }) => {
        fetcher = props.fetcher;
      },
    },
  };
  const script = PLAYGROUND_SCRIPT.replace(/^import .*$/m, '');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function(...Object.keys(globals), script)(...Object.values(globals));
  const run = async (tab: Tab, variables = JSON.parse(tab.variables ?? '{}') as Record<string, unknown>) => {
    const about = { headers: { authorization: 'Bearer tg_key' }, documentAST: parse(tab.query) };
    const events: unknown[] = [];
    const answers = fetcher?.({ query: tab.query, variables }, about) as AsyncIterable<unknown>;
    for await (const event of answers) events.push(event);
    return events;
  };
  return { run, posted, followed, localStorage };
}

describe('the playground', () => {
  it('follows the last generation of the account', async () => {
    const { run, followed, posted } = open({ data: { generations: { nodes: [{ id: 'gen_newest' }] } } });
    expect(await run(FOLLOW)).toEqual([{ data: 'an event' }]);
    expect(posted).toHaveLength(1);
    expect(followed).toMatchObject([{ query: FOLLOW.query, variables: { id: 'gen_newest' } }]);
  });

  it('follows the one that is named instead', async () => {
    const { run, followed, posted } = open({});
    await run(FOLLOW, { id: 'gen_another' });
    expect([posted, followed]).toMatchObject([[], [{ variables: { id: 'gen_another' } }]]);
  });

  it('says what to do when there is none, and why it was not told', async () => {
    const none = open({ data: { generations: { nodes: [] } } });
    await expect(none.run(FOLLOW)).rejects.toThrow('run the tab Generate first');
    const refused = open({ errors: [{ message: 'A valid API key is needed' }] });
    await expect(refused.run(FOLLOW)).rejects.toThrow('A valid API key is needed');
  });

  it('begins with its examples at each visit: tabs that were kept have no key', () => {
    const { localStorage } = open({}, { 'graphiql:tabState': '{}', 'graphiql:theme': 'dark' });
    expect(localStorage).toEqual({ 'graphiql:theme': 'dark' });
  });

  it('has examples whose every line fits into its editor at a width of 1280 pixels', () => {
    expect(TABS).toHaveLength(3);
    for (const { query, variables = '' } of TABS) {
      expect([...query.split('\n'), ...variables.split('\n')].filter((line) => line.length > 48)).toEqual([]);
      expect(() => parse(query)).not.toThrow();
    }
  });
});
