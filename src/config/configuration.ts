export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** What one gateway process runs with: complete, checked, and never changed afterwards. */
export interface Configuration {
  readonly nodeEnvironment: 'production' | 'development' | 'test';
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Base address that customers see, without a slash at the end; `undefined`: made from host and port at start. */
  readonly publicUrl: string | undefined;
  /** Absolute path of the folder for everything this gateway keeps on disk. */
  readonly dataDir: string;
  readonly database: DatabaseConfiguration;
  /** The value of the demo account's key; `undefined`: a random one is made. */
  readonly demoApiKey: string | undefined;
  /** The value of a key with the operator scope; `undefined`: there is none. */
  readonly operatorApiKey: string | undefined;
  readonly stripe: StripeConfiguration;
  /** Absolute path of the storefront file. */
  readonly storefrontFile: string;
  readonly logLevel: LogLevel;
}

export type DatabaseConfiguration =
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | {
      readonly kind: 'external';
      readonly url: string;
      /** The same database as the owner of its tables, and past any pooler; `url` itself when there is one role. */
      readonly migrationUrl: string;
    };

export type StripeConfiguration =
  | { readonly kind: 'simulator' }
  | { readonly kind: 'live'; readonly secretKey: string; readonly webhookSecret: string };
