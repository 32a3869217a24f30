import { ConfigurationError } from '../errors.ts';

/** A URL with TLS, or of this machine itself, without credentials; anything else is a {@link ConfigurationError}. */
export function checkedUrl(what: string, text: unknown): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const isPlain = url !== null && url.username + url.password === '';
  if (isPlain && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) return url;
  throw new ConfigurationError(
    `${what} must begin with https:// (http:// will do for this machine itself) and hold no credentials.`,
  );
}
