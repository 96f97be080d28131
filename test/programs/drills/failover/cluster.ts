// Two PostgreSQL nodes under Patroni, whose etcd says who leads, and an HAProxy before them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { freePort } from '../../../support/gateway-process.ts';
import { withClient } from '../../../support/postgres.ts';
import { temporaryFolder } from '../../../support/postgres-processes.ts';
import { giveAway, ownedFolder, type StartedProgram, startProgram } from '../../../support/started-program.ts';
import { programPath } from '../../../support/system-programs.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { haproxyConfiguration, type Node, patroniConfiguration, SUPERUSER } from './configuration.ts';

export interface Cluster {
  /** Through HAProxy, to whoever is the primary. */
  readonly superuserUrl: string;
  /** kill -9 of the primary's Patroni and its postgres; gives the name of the node. */
  killPrimary(): Promise<string>;
  /** Starts the killed node's Patroni again, as its machine's service manager would, and waits until it is the synchronous standby. */
  bringBack(name: string): Promise<void>;
  stop(): Promise<void>;
}

const LONG = 180_000;
const TURNS = 10;

interface RunningNode extends Node {
  readonly configurationFile: string;
  readonly dataDir: string;
  patroni: StartedProgram;
}

export async function startCluster(say: (line: string) => void): Promise<Cluster> {
  const folder = temporaryFolder();
  giveAway(folder.path);
  const place = (name: string): string => join(folder.path, name);
  const [etcdPort, peerPort, proxyPort] = [await freePort(), await freePort(), await freePort()];
  const [client, peer] = [`http://127.0.0.1:${etcdPort}`, `http://127.0.0.1:${peerPort}`];
  const etcd = startProgram(
    programPath('etcd'),
    [
      ...['--name', 'drill', '--data-dir', ownedFolder(place('etcd')), '--listen-client-urls', client],
      ...['--advertise-client-urls', client, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `drill=${peer}`],
    ],
    place('etcd.log'),
  );
  await waitUntil('etcd answers', async () => (await fetch(`${client}/health`).catch(() => undefined))?.ok === true);
  say('etcd answers');
  const start = (configurationFile: string, name: string): StartedProgram =>
    startProgram(programPath('patroni'), [configurationFile], place(`${name}.log`));
  const nodes: RunningNode[] = [];
  for (const name of ['a', 'b']) {
    const node = { name, postgresPort: await freePort(), restPort: await freePort() };
    const dataDir = place(`node-${name}`);
    const configurationFile = place(`${name}.yml`);
    const binDir = dirname(programPath('pg_ctl'));
    writeFileSync(configurationFile, patroniConfiguration({ node, etcdPort, dataDir, binDir }));
    giveAway(configurationFile);
    nodes.push({ ...node, configurationFile, dataDir, patroni: start(configurationFile, name) });
    await waitUntil(`node ${name} runs`, async () => (await statusOf(node)) !== undefined, LONG);
    if (name === 'a') await waitUntil('node a leads', async () => (await leaderAmong(nodes)) !== undefined, LONG);
  }
  await untilSynchronous(nodes);
  say('two nodes run, the standby is synchronous');
  writeFileSync(place('haproxy.cfg'), haproxyConfiguration(proxyPort, nodes));
  const haproxy = startProgram(programPath('haproxy'), ['-db', '-f', place('haproxy.cfg')], place('haproxy.log'));
  const superuserUrl = `postgresql://${SUPERUSER.name}:${SUPERUSER.password}@127.0.0.1:${proxyPort}/postgres`;
  await waitUntil('HAProxy leads to the primary alone', () => leadsToPrimary(superuserUrl));
  return {
    superuserUrl,
    killPrimary: async () => {
      const leader = await leaderAmong(nodes);
      if (leader === undefined) throw new Error('nobody leads');
      const postmaster = Number(readFileSync(join(leader.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
      // Patroni first: it would start its PostgreSQL again.
      const ended = leader.patroni.end('SIGKILL');
      process.kill(postmaster, 'SIGKILL');
      await ended;
      return leader.name;
    },
    bringBack: async (name) => {
      const node = nodes.find((one) => one.name === name);
      if (node === undefined) throw new Error(`there is no node ${name}`);
      node.patroni = start(node.configurationFile, name);
      await untilSynchronous(nodes);
    },
    stop: async () => {
      await haproxy.end();
      for (const { patroni } of nodes) await patroni.end();
      await etcd.end();
      if (process.env['DRILL_KEEP'] === undefined) rmSync(folder.path, { recursive: true, force: true });
    },
  };
}

interface Status {
  readonly role: string;
  readonly state: string;
}

async function statusOf({ restPort }: Node): Promise<Status | undefined> {
  const response = await fetch(`http://127.0.0.1:${restPort}/patroni`).catch(() => undefined);
  const status = (await response?.json().catch(() => undefined)) as Status | undefined;
  return status?.state === 'running' ? status : undefined;
}

async function leaderAmong<One extends Node>(nodes: readonly One[]): Promise<One | undefined> {
  for (const node of nodes) {
    const answer = await fetch(`http://127.0.0.1:${node.restPort}/primary`).catch(() => undefined);
    if (answer?.status === 200) return node;
  }
  return undefined;
}

/** It believes in both nodes until it has asked them, and takes turns among those that it believes in. */
async function leadsToPrimary(url: string): Promise<boolean> {
  for (let look = 0; look < TURNS; look += 1) {
    const [row] = await withClient(url, async (client) => {
      const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
      return rows;
    }).catch(() => []);
    if (row?.standby !== false) return false;
  }
  return true;
}

/**
 * The primary acknowledges nothing that its standby does not have, and Patroni has written down that it may promote that standby. It does so a
 * moment after PostgreSQL calls the standby synchronous; a primary that dies in between is not replaced by anybody.
 */
async function untilSynchronous(nodes: readonly Node[]): Promise<void> {
  await waitUntil(
    'a standby is synchronous',
    async () => {
      const leader = await leaderAmong(nodes);
      if (leader === undefined) return false;
      const standbys = nodes.filter(({ name }) => name !== leader.name);
      return (await Promise.all(standbys.map(isSynchronous))).includes(true);
    },
    LONG,
  );
}

/** By what Patroni's store says, not by what PostgreSQL does. */
async function isSynchronous({ restPort }: Node): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${restPort}/synchronous`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status === 200;
}
