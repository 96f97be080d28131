// Runs the steps of a Dockerfile in folders instead of layers, as a user without rights: what they make is what an image would hold.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readCopy, readPairs } from './read-dockerfile.mjs';

const isRoot = process.getuid?.() === 0;
/** Nobody's, on every Linux. */
const BUILDER = { uid: 65_534, gid: 65_534 };

/**
 * @param {{ dockerfile: ReturnType<typeof import('./read-dockerfile.mjs').readDockerfile>, context: string, folder: string,
 *   node: string, say: (line: string) => void }} options
 */
export function buildImage({ dockerfile, context, folder, node, say }) {
  const stages = new Map();
  let image;
  for (const [index, stage] of dockerfile.stages.entries()) {
    const root = join(folder, stage.name || String(index));
    makeFolder(root);
    image = { root, directory: '/', environment: {}, user: undefined, entrypoint: [], healthcheck: [], volumes: [] };
    stages.set(stage.name, image);
    for (const step of stage.steps) {
      say(`Dockerfile:${step.line} ${step.verb} ${step.text.slice(0, 100)}`);
      carryOut(step, { image, stages, context, node, folder });
    }
  }
  return image;
}

function carryOut({ verb, text, line }, { image, stages, context, node, folder }) {
  switch (verb) {
    case 'WORKDIR':
      image.directory = text;
      makeFolder(join(image.root, text));
      break;
    case 'ENV':
      Object.assign(image.environment, readPairs(text));
      break;
    case 'COPY':
      copy(readCopy(text), { image, stages, context });
      break;
    case 'RUN':
      run(text, { image, node, folder, line });
      break;
    case 'USER':
      image.user = text;
      break;
    case 'VOLUME':
      image.volumes.push(text);
      break;
    case 'ENTRYPOINT':
      image.entrypoint = JSON.parse(text);
      break;
    case 'HEALTHCHECK':
      image.healthcheck = JSON.parse(text.slice(text.indexOf('CMD') + 'CMD'.length));
      break;
    default: // Says something about the image, and does nothing in it.
  }
}

function copy({ from, owner, sources, target }, { image, stages, context }) {
  const source = from === undefined ? context : stages.get(from)?.root;
  if (source === undefined) throw new Error(`COPY --from=${from}: there is no such stage`);
  const place = join(image.root, target.startsWith('/') ? '' : image.directory, target);
  const isFolder = target.endsWith('/') || target === '.' || sources.length > 1;
  for (const name of sources) {
    const path = join(source, name);
    if (!existsSync(path)) throw new Error(`COPY ${name}: it is not in ${from ?? 'the context'}`);
    const to = isFolder && !lstatSync(path).isDirectory() ? join(place, name.split('/').at(-1)) : place;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(path, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    if (isRoot) own(to, owner === undefined ? BUILDER : idsOf(owner));
  }
}

export function idsOf(text) {
  const [uid, gid] = text.split(':').map(Number);
  return { uid, gid };
}

function run(command, { image, node, folder, line }) {
  if (isRoot) own(image.root, BUILDER);
  const home = join(folder, 'home');
  makeFolder(home);
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], {
    cwd: join(image.root, image.directory),
    env: {
      ...networkOf(process.env),
      ...image.environment,
      PATH: [dirname(node), process.env.PATH].join(':'),
      HOME: home,
      TMPDIR: home,
      npm_config_cache: join(home, 'npm'),
    },
    encoding: 'utf8',
    maxBuffer: 100_000_000,
    ...(isRoot ? BUILDER : {}),
  });
  if (status !== 0) throw new Error(`Dockerfile:${line}: RUN ended with ${status}\n${stdout}${stderr}`.slice(-8_000));
}

/** How this machine reaches the registry, which a builder of images has settings of its own for. */
function networkOf(environment) {
  const isAboutTheNetwork = (name) =>
    /^(https?_proxy|no_proxy|npm_config_(registry|cafile|proxy|https_proxy)|node_extra_ca_certs)$/i.test(name);
  const given = Object.fromEntries(Object.entries(environment).filter(([name]) => isAboutTheNetwork(name)));
  const cafile = spawnSync('npm', ['config', 'get', 'cafile'], { encoding: 'utf8' }).stdout.trim();
  return cafile === '' || cafile === 'null' ? given : { npm_config_cafile: cafile, ...given };
}

function makeFolder(path) {
  mkdirSync(path, { recursive: true });
  if (isRoot) chownSync(path, BUILDER.uid, BUILDER.gid);
}

export function own(path, { uid, gid }) {
  execFileSync('chown', ['-R', '-h', `${uid}:${gid}`, path]);
}

/** Nothing in it can be written by who does not own it, nor by its owner by mistake. */
export function seal(root) {
  execFileSync('chmod', ['-R', 'a-w,a+rX', root]);
  if (isRoot) own(root, { uid: 0, gid: 0 });
}

export function unseal(root) {
  if (existsSync(root)) execFileSync('chmod', ['-R', 'u+w', root]);
}

/** Every file with its size: what differs afterwards was written. */
export function listFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${relative(root, path)} ${lstatSync(path).size} ${lstatSync(path).mtimeMs}`)
    .toSorted();
}

export { isRoot };
