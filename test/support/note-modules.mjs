// Loaded before a program: writes down every package of OpenTelemetry that it loads, one line each, into the file that MODULES_FILE names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const [, name] = /node_modules\/(@opentelemetry\/[\w-]+)\//.exec(resolved.url) ?? [];
    if (name !== undefined) appendFileSync(process.env.MODULES_FILE, `${name}\n`);
    return resolved;
  },
});
