import { type Parsed, parsed, unreadable } from '../problems/index.ts';
import { type ParsedHost, parseHost } from './host-pattern.ts';

/** An origin's URL in its canonical spelling: scheme, host and port, nothing after. */
export interface OriginUrl {
  readonly url: string;
  readonly host: ParsedHost;
  readonly hasTenant: boolean;
}

const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\]*)(.*)/s;

/** Reads the URL of an origin. Plain http is for development only. */
export function parseOriginUrl(text: string, options: { readonly development: boolean }): Parsed<OriginUrl> {
  const match = URL_PARTS.exec(text);
  if (match === null) return unreadable(`"${text}" is not a URL.`, 'Write one such as https://app-origin.example.com.');
  const [, scheme = '', authority = '', rest = ''] = match;
  if (scheme !== 'https' && !(scheme === 'http' && options.development)) {
    const fix =
      scheme === 'http'
        ? `Write "https${text.slice(4)}"; plain http is for development.origins.`
        : 'Write an https URL.';
    return unreadable(`The URL uses "${scheme}".`, fix);
  }
  if (authority.includes('@'))
    return unreadable(
      'The URL has a user or password.',
      'Remove everything before "@". Never write a password into the rules.',
    );
  if (rest !== '' && rest !== '/')
    return unreadable(
      'The URL has a path, query or fragment.',
      `Write "${scheme}://${authority}"; what the app has before its paths goes into "path: { add: … }".`,
    );
  const ownPort = scheme === 'https' ? ':443' : ':80';
  const shortened = authority.endsWith(ownPort) ? authority.slice(0, -ownPort.length) : authority;
  const [name = '', port] = shortened.split(':');
  const host = parseHost(name, { ...options, developmentKey: 'development.origins' });
  if (!host.ok) return host;
  if (
    port !== undefined &&
    (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65_535 || shortened.split(':').length > 2)
  ) {
    return unreadable('The URL has no valid port.', 'Write a number from 1 to 65535 after ":", or nothing.');
  }
  const parsedHost = { labels: host.value.labels, port: port === undefined ? null : Number(port) };
  return parsed({ url: `${scheme}://${shortened}`, host: parsedHost, hasTenant: host.value.labels[0] === null });
}
