// What the drill's Patroni and HAProxy are told; docs/operations.md shows the same.

export interface Node {
  readonly name: string;
  readonly postgresPort: number;
  readonly restPort: number;
}

export const SUPERUSER = { name: 'postgres', password: 'drill-postgres' } as const;
const REPLICATOR = { name: 'replicator', password: 'drill-replicator' } as const;

export interface PatroniPlace {
  readonly node: Node;
  readonly etcdPort: number;
  readonly dataDir: string;
  readonly binDir: string;
}

/** The shortest time to live that Patroni allows: an unnoticed death costs as much. */
const TTL_SECONDS = 20;

/** YAML is a superset of JSON. */
export function patroniConfiguration({ node, etcdPort, dataDir, binDir }: PatroniPlace): string {
  const { name, postgresPort, restPort } = node;
  const everybody = [
    'local all all trust',
    'host replication replicator 127.0.0.1/32 scram-sha-256',
    'host all all 127.0.0.1/32 scram-sha-256',
  ];
  return JSON.stringify({
    scope: 'tollgate',
    name,
    restapi: { listen: `127.0.0.1:${restPort}`, connect_address: `127.0.0.1:${restPort}` },
    etcd3: { host: `127.0.0.1:${etcdPort}` },
    bootstrap: {
      dcs: {
        ttl: TTL_SECONDS,
        loop_wait: 3,
        retry_timeout: 5,
        maximum_lag_on_failover: 0,
        synchronous_mode: true,
        postgresql: {
          use_pg_rewind: true,
          parameters: { max_connections: 100, wal_log_hints: 'on', synchronous_commit: 'on' },
        },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
    },
    postgresql: {
      listen: `127.0.0.1:${postgresPort}`,
      connect_address: `127.0.0.1:${postgresPort}`,
      data_dir: dataDir,
      bin_dir: binDir,
      pgpass: `${dataDir}.pgpass`,
      pg_hba: everybody,
      parameters: { unix_socket_directories: '' },
      authentication: {
        superuser: { username: SUPERUSER.name, password: SUPERUSER.password },
        replication: { username: REPLICATOR.name, password: REPLICATOR.password },
        rewind: { username: SUPERUSER.name, password: SUPERUSER.password },
      },
    },
  });
}

/** To the primary only, as Patroni's own REST API says who it is. Sessions to a server that went down are ended. */
export function haproxyConfiguration(port: number, nodes: readonly Node[]): string {
  return `global
  maxconn 500
defaults
  mode tcp
  timeout connect 2s
  timeout client 30m
  timeout server 30m
  timeout check 2s
listen tollgate
  bind 127.0.0.1:${port}
  option httpchk GET /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.map(({ name, postgresPort, restPort }) => `  server ${name} 127.0.0.1:${postgresPort} check port ${restPort}`).join('\n')}
`;
}
