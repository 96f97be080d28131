import type { Exposure } from './decide-exposure.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** What one gateway process runs with: complete, checked, and never changed afterwards. */
export interface Configuration {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** A file descriptor that listens already, from whoever started the process; host and port then only make addresses. */
  readonly inheritedSocket: number | undefined;
  /** How long a gateway that is to stop goes on serving after it has said that it is not ready. */
  readonly drainSeconds: number;
  /** Base address that customers see, without a slash at the end; `undefined`: made from host and port at start. */
  readonly publicUrl: string | undefined;
  /** Who can reach this gateway, as host, public address and proxies tell. */
  readonly exposure: Exposure;
  /** Names besides those of host and public address that requests may come to. */
  readonly allowedHosts: readonly string[];
  /** Origins besides our own whose pages may speak to the gateway: `https://shop.example.com`. */
  readonly allowedOrigins: readonly string[];
  /** Origins whose pages may also read what GraphQL answers over HTTP (CORS). */
  readonly corsOrigins: readonly string[];
  /** Documents that were written down; `only`: no others are run. Absolute paths. */
  readonly trustedDocuments: { readonly mode: 'off' | 'allow' | 'only'; readonly files: readonly string[] };
  /** Whether it is a subgraph that gateways of a supergraph may ask. */
  readonly federation: 'on' | 'off';
  /** Addresses and networks (`10.0.0.0/8`) whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Origins besides our own that customers may be sent back to after paying: `https://shop.example.com`. */
  readonly allowedReturnOrigins: readonly string[];
  /** Absolute path of the folder for everything this gateway keeps on disk. */
  readonly dataDir: string;
  readonly database: DatabaseConfiguration;
  /** The value of the demo account's key; `undefined`: a random one is made. */
  readonly demoApiKey: string | undefined;
  /** The value of a key with the operator scope; `undefined`: there is none. */
  readonly operatorApiKey: string | undefined;
  readonly stripe: StripeConfiguration;
  readonly providers: ProvidersConfiguration;
  /** Absolute path of the storefront file. */
  readonly storefrontFile: string;
  /** How long a quote binds, in minutes. */
  readonly quoteMinutes: number;
  /** A generation's cost this many times above or below what was expected is held for review. */
  readonly costReviewFactor: number;
  /** Credits, as a decimal: a cost that is less apart from the expected one is charged. */
  readonly costReviewMinimum: string;
  /** Of postpaid accounts: days from an invoice to its due date, and from there to the suspension of the account. */
  readonly invoiceTerms: { readonly daysUntilDue: number; readonly graceDays: number };
  /** The built-in provider; `auto`: on as long as no real one has credentials. */
  readonly sandbox: 'auto' | 'on' | 'off';
  /** How long the sandbox keeps its jobs and the files that they made. */
  readonly sandboxKeepHours: number;
  /** ANY: webhooks may go to http addresses and to this network; for development and tests only. */
  readonly webhookReach: 'PUBLIC' | 'ANY';
  /** Whether this gateway counts the requests of each account; off behind something that does. */
  readonly requestLimits: 'on' | 'off';
  /** Whether the ledger decides on the wallets that it wrote last (decision 55), or reads them for every batch. */
  readonly remembersWallets: boolean;
  /** How many WebSockets an account may have open at this gateway. */
  readonly socketsPerAccount: number;
  /** Where a monitor reads this gateway's metrics; undefined when nowhere. */
  readonly metrics: MetricsConfiguration | undefined;
  readonly email: EmailConfiguration;
  /** Where traces are sent; undefined when none are made. */
  readonly tracing: TracingConfiguration | undefined;
  readonly clientTokens: ClientTokensConfiguration;
  readonly logLevel: LogLevel;
  /** Share of requests that have a line in the log, from 0 to 1; those that fail always have one. */
  readonly accessLog: number;
  /** Share of requests that the accounts' log of requests keeps, from 0 to 1. */
  readonly requestLog: number;
  /** Whether GraphQL operations that are asked again are compiled (decision 65); `always`: at the first time, for tests. */
  readonly graphqlJit: 'on' | 'always' | 'off';
  /** Other systems whose HTTP is answered beside GraphQL. */
  readonly restDialects: readonly ('babysea' | 'lumenfall' | 'vyro' | 'cheapai')[];
}

/** What becomes of e-mails to accounts. Kept: where nobody but this machine comes in, they can be looked at instead of sent. */
export type EmailConfiguration =
  | { readonly kind: 'off' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'smtp'; readonly url: string; readonly from: string; readonly requiresTls: boolean };

/** What signs tokens for browsers, and whose tokens are accepted beside. */
export interface ClientTokensConfiguration {
  /** Of Ed25519 keys, 32 bytes each, the first to sign with; empty: keys are made and kept in the database. */
  readonly seeds: readonly Buffer[];
  readonly issuer:
    | {
        readonly issuer: string;
        readonly audience: string;
        readonly accountClaim: string;
        readonly scopes: readonly ('GENERATION_WRITE' | 'GENERATION_READ' | 'ACCOUNT_READ' | 'BILLING_WRITE')[];
        readonly jwksUrl: string | undefined;
      }
    | undefined;
}

export type DatabaseConfiguration =
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | {
      readonly kind: 'external';
      readonly url: string;
      /** The same database and role past a pooler of transactions; `url` itself when there is none. */
      readonly directUrl: string;
      /** The same database as the owner of its tables, and past any pooler; `directUrl` itself when there is one role. */
      readonly migrationUrl: string;
      /** A hot standby of the same cluster, for reads that may be so old; `undefined`: there is none. */
      readonly replica?: ReplicaConfiguration;
    };

export interface ReplicaConfiguration {
  readonly url: string;
  readonly lagSeconds: number;
}

export type StripeConfiguration =
  | {
      readonly kind: 'simulator';
      /** It adds a tax, as Stripe Tax would. */
      readonly automaticTax?: boolean;
    }
  /** Nothing is sold. */
  | { readonly kind: 'off' }
  | {
      readonly kind: 'live';
      readonly secretKey: string;
      readonly webhookSecret: string;
      /** No money moves: it is a key of Stripe's test mode. */
      readonly isTest: boolean;
      /** Stripe Tax adds what is due. */
      readonly automaticTax?: boolean;
    };

/** A provider that is undefined is off. What is missing of its addresses is the provider's own. */
export interface ProvidersConfiguration {
  readonly replicate:
    | { readonly apiToken: string; readonly webhookSecret: string | undefined; readonly baseUrl: string | undefined }
    | undefined;
  readonly fal:
    | { readonly key: string; readonly baseUrl: string | undefined; readonly keysUrl: string | undefined }
    | undefined;
  readonly openAi: { readonly apiKey: string; readonly baseUrl: string | undefined } | undefined;
  readonly elevenLabs: { readonly apiKey: string; readonly baseUrl: string | undefined } | undefined;
}

export interface MetricsConfiguration {
  readonly host: string;
  readonly port: number;
  /** What takes a query is read at most so often. */
  readonly readSeconds: number;
}

export interface TracingConfiguration {
  /** That takes traces by OTLP over HTTP. */
  readonly url: string;
  /** Credentials may be in them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Share of traces that are recorded, from 0 to 1. */
  readonly share: number;
}
