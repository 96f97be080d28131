// The playground's own script, as the browser gets it: hands GraphiQL a fetcher that speaks HTTP and graphql-ws with
// the key of the headers editor. Browser code, hence text: the compiler knows Node only.

export const PLAYGROUND_SCRIPT = `import { createClient } from './graphql-ws/client.js';

// GraphiQL keeps its tabs from one visit to the next, without their headers: they would come back without a key.
for (const name of Object.keys(localStorage)) {
  if (name.endsWith('tabState')) localStorage.removeItem(name);
}

const settings = JSON.parse(document.getElementById('settings').textContent);
const endpoint = new URL('/graphql', location.href).href;

async function request(operation, headers) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  return response.json();
}

/** The newest one of the account, for whoever says "last" instead of an id. */
async function lastGeneration(headers) {
  const { data, errors } = await request({ query: '{ generations(first: 1) { nodes { id } } }' }, headers);
  const id = data?.generations?.nodes[0]?.id;
  if (id === undefined) throw new Error(errors?.[0]?.message ?? 'There is no generation yet: run the tab Generate first.');
  return id;
}

/** One connection per subscription, so that each uses the key that is in the editor when it starts. */
async function* subscribe(operation, headers) {
  const { variables } = operation;
  const id = variables?.id === 'last' ? await lastGeneration(headers) : variables?.id;
  const client = createClient({
    url: endpoint.replace(/^http/, 'ws'),
    connectionParams: headers,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
  });
  yield* client.iterate({ ...operation, variables: id === undefined ? variables : { ...variables, id } });
}

function isSubscription(operation, document) {
  const definitions = document?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const named = definitions.find(({ name }) => name?.value === operation.operationName);
  return (named ?? definitions[0])?.operation === 'subscription';
}

YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  ...settings,
  fetcher: (operation, { headers = {}, documentAST } = {}) =>
    isSubscription(operation, documentAST) ? subscribe(operation, headers) : request(operation, headers),
});
`;

export const WORKERS_SCRIPT = `const files = { json: 'json-worker.js', graphql: 'graphql-worker.js' };
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => '/playground/' + (files[label] ?? 'editor-worker.js'),
};
`;
