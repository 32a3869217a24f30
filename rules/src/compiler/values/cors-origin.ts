import type { Parsed } from '../problems/index.ts';
import { parsed, unreadable } from '../problems/index.ts';
import { parseHost } from './host-pattern.ts';

const ORIGIN = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\]*)(.*)/s;

/** Reads an origin exactly as browsers send it: `https://portal.example.com`, with a port only where it is not 443. */
export function parseCorsOrigin(text: string): Parsed<string> {
  if (text === 'null')
    return unreadable(
      '"null" is what every sandboxed page sends.',
      'Remove it; name the origin of a site that you know.',
    );
  if (text === '*') return unreadable('"*" is not an origin.', 'Write "origins: any" if every site may call.');
  const match = ORIGIN.exec(text);
  if (match === null) return unreadable(`"${text}" is not an origin.`, 'Write one such as https://portal.example.com.');
  const [, scheme = '', authority = '', rest = ''] = match;
  if (/[*{}]/.test(authority))
    return unreadable(
      `"${text}" has a wildcard.`,
      'List each origin by itself; a wildcard trusts every host below it.',
    );
  const mended = `https://${authority.toLowerCase().replace(/:443$/, '')}`;
  if (scheme.toLowerCase() === 'http')
    return unreadable(`"${text}" is not encrypted, so anyone on the way can be it.`, `Write "${mended}".`);
  if (scheme.toLowerCase() !== 'https')
    return unreadable(`"${text}" is not the origin of a web page.`, 'Write one such as https://portal.example.com.');
  if (rest !== '') return unreadable(`"${text}" has more than an origin.`, `Write "${mended}".`);
  if (authority.includes('@')) return unreadable(`"${text}" has a user.`, 'Remove everything before "@".');
  if (scheme !== 'https' || authority !== authority.toLowerCase())
    return unreadable(`"${text}" has capital letters, which browsers do not send.`, `Write "${mended}".`);
  return parseAuthority(text, authority, mended);
}

function parseAuthority(text: string, authority: string, mended: string): Parsed<string> {
  if (authority.startsWith('['))
    return unreadable(
      `"${text}" is an address, not a host name.`,
      'Write the name of a host, such as https://portal.example.com.',
    );
  const [name = '', port, ...more] = authority.split(':');
  if (more.length > 0 || (port !== undefined && !/^[1-9][0-9]{0,4}$/.test(port)) || Number(port ?? 1) > 65_535)
    return unreadable(`"${text}" has no valid port.`, 'Write a number from 1 to 65535 after ":", or nothing.');
  if (port === '443') return unreadable(`"${text}" has the port that browsers leave out.`, `Write "${mended}".`);
  if (name === 'localhost' || name.endsWith('.localhost'))
    return unreadable(`"${text}" is the visitor's own machine.`, 'Name the origin of a site that you know.');
  const host = parseHost(name, { development: false, developmentKey: 'development.hosts' });
  return host.ok
    ? parsed(text)
    : unreadable(host.message, 'Write the whole name of a host, such as https://portal.example.com.');
}
