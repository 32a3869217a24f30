import type { FreightOptions } from './server.ts';

/** A setting is missing or wrong. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** The app's options from environment variables. Throws {@link SettingError}. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): FreightOptions {
  const keys = env['ORIGIN_FREIGHT_KEYS'];
  if (!keys) {
    throw new SettingError(
      'ORIGIN_FREIGHT_KEYS is not set. It holds the keys (a JWK Set) that the app shares with its gateway, and without them ' +
        'no request can be let in. Run "npm start" in the repository, which makes keys for development, or make some with ' +
        '"npx portcullis keys".',
    );
  }
  const port = Number(env['PORT'] ?? '8788');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new SettingError('PORT must be a whole number from 0 to 65535.');
  return {
    port,
    host: env['HOST'] ?? '127.0.0.1',
    issuer: env['PORTCULLIS_ISSUER'] ?? 'freight-edge',
    audience: env['PORTCULLIS_AUDIENCE'] ?? 'freight',
    keys,
  };
}
