import { type Parsed, parsed, unreadable } from '../problems/index.ts';
import { type ParsedHost, parseHost } from './host-pattern.ts';

/** An origin's URL in its canonical spelling: scheme, host and port, nothing after. */
export interface OriginUrl {
  readonly url: string;
  readonly host: ParsedHost;
  readonly hasTenant: boolean;
}

/**
 * Where an origin may stand. In a network of its own, and on one's own machine, plain http, addresses and names of one label
 * will do.
 */
export type Reach = 'public' | 'private' | 'development';

const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\]*)(.*)/s;
const IPV6 = /^(\[[^\]]*\])(?::(.*))?$/s;
const PORT = /^[1-9][0-9]{0,4}$/;
/** A tenant's id can be a number, and then be part of an address. */
const SAMPLE_TENANT = '1';

/** Reads the URL of an origin. */
export function parseOriginUrl(text: string, reach: Reach): Parsed<OriginUrl> {
  const match = URL_PARTS.exec(text);
  if (match === null) return unreadable(`"${text}" is not a URL.`, 'Write one such as https://app-origin.example.com.');
  const [, scheme = '', authority = '', rest = ''] = match;
  if (scheme !== 'https' && !(scheme === 'http' && reach !== 'public'))
    return unreadable(`The URL uses "${scheme}".`, schemeFix(scheme, text));
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
  const [name = '', port, ...more] = IPV6.exec(shortened)?.slice(1) ?? shortened.split(':');
  const host = parseName(name, reach);
  if (!host.ok) return host;
  if (port !== undefined && (!PORT.test(port) || Number(port) > 65_535 || more.length > 0))
    return unreadable('The URL has no valid port.', 'Write a number from 1 to 65535 after ":", or nothing.');
  const { labels } = host.value;
  const url = `${scheme}://${shortened}`;
  return parsed({
    url,
    host: { labels, port: port === undefined ? null : Number(port) },
    hasTenant: labels[0] === null,
  });
}

function schemeFix(scheme: string, text: string): string {
  return scheme === 'http'
    ? `Write "https${text.slice(4)}". Plain http is for an app in your own network, with "network: private", and for development.origins.`
    : 'Write an https URL.';
}

/** An address in brackets is one label. */
function parseName(name: string, reach: Reach): Parsed<ParsedHost> {
  if (reach === 'private') {
    const problem = addressProblem(name);
    if (problem !== null) return problem;
    if (name.startsWith('[')) return parsed({ labels: [name], port: null });
  }
  return parseHost(name, {
    development: reach !== 'public',
    developmentKey: 'origins with "network: private", and for development.origins',
  });
}

/** An address has one spelling, as URL parsers write it: `127.1` and `0x7f000001` are read as another text than stands there. */
function addressProblem(name: string): ReturnType<typeof unreadable> | null {
  const sample = name.replace('{tenant}', SAMPLE_TENANT);
  const hostname = URL.parse(`http://${sample}`)?.hostname ?? null;
  if (hostname === null) return name.startsWith('[') ? unreadable(`"${name}" is not an address.`, ADDRESS_FIX) : null;
  if (!/^\[|\.[0-9]+$/.test(hostname)) return null;
  if (sample !== name) return unreadable("A tenant's id would be part of an address.", 'Write a fixed address.');
  if (hostname !== name) return unreadable(`"${name}" is another spelling of ${hostname}.`, `Write "${hostname}".`);
  return /^(?:\[::\]|0\..*)$/.test(hostname)
    ? unreadable(`"${name}" is not the address of a server.`, ADDRESS_FIX)
    : null;
}

const ADDRESS_FIX = 'Write the address at which the app listens, such as 10.0.0.5 or [fd00::5].';
