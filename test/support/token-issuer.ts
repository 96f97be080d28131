// An identity provider on this machine: discovery, public keys, and tokens of any shape.
import { createHmac, type webcrypto } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface IssuerKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

export interface TestIssuer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** What it does with a request instead of answering it; undefined: it answers. */
  trouble: ((path: string, response: ServerResponse) => void) | undefined;
  /** What its discovery document says over the usual. */
  discovery: object;
  /** What it publishes. */
  readonly published: JWK[];
  newKey(alg: string, kid: string): Promise<IssuerKey>;
  publish(key: IssuerKey, changes?: object): Promise<void>;
  close(): Promise<void>;
}

export async function startIssuer(): Promise<TestIssuer> {
  const asked: string[] = [];
  const published: JWK[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (issuer.trouble !== undefined) {
      issuer.trouble(path, response);
      return;
    }
    const discovered = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys`, ...issuer.discovery };
    const body = { '/.well-known/openid-configuration': discovered, '/keys': { keys: published } }[path];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    trouble: undefined,
    discovery: {},
    published,
    newKey: async (alg, kid) => ({ kid, alg, ...(await generateKeyPair(alg, { extractable: true })) }),
    publish: async ({ publicKey, kid, alg }, changes = {}) => {
      published.push({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig', ...changes });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}

export async function signToken(key: IssuerKey, claims: JWTPayload, header: object = {}): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })
    .sign(key.privateKey);
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Of any header and claims, with the signature of another token or with none. */
export const forge = (header: object, claims: object, signature = ''): string =>
  `${encode(header)}.${encode(claims)}.${signature}`;

/** What an implementation takes for genuine that lets the token choose how it is verified: HS256 with the public key as the secret. */
export async function signWithPublicKey({ publicKey, kid }: IssuerKey, claims: object): Promise<string[]> {
  const secrets = [await exportSPKI(publicKey), JSON.stringify(await exportJWK(publicKey))];
  return secrets.map((secret) => {
    const unsigned = forge({ alg: 'HS256', kid, typ: 'JWT' }, claims).slice(0, -1);
    return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
  });
}

export const partsOf = (token: string) => {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const decode = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  return { header: decode(header), claims: decode(claims), signature };
};
