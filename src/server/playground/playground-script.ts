// The playground's own script, as the browser gets it: hands GraphiQL a fetcher that speaks HTTP and graphql-ws with
// the key of the headers editor. Browser code, hence text: the compiler knows Node only.

export const PLAYGROUND_SCRIPT = `import { createClient } from './graphql-ws/client.js';

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

/** One connection per subscription, so that each uses the key that is in the editor when it starts. */
function subscribe(operation, headers) {
  const client = createClient({
    url: endpoint.replace(/^http/, 'ws'),
    connectionParams: headers,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
  });
  return client.iterate(operation);
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
