import { withoutTrailing } from '../../engine/index.ts';
import { type Parsed, parsed, unreadable } from '../problems/index.ts';

/** A host as the rules write it. */
export interface ParsedHost {
  readonly labels: readonly (string | null)[];
  readonly port: number | null;
}

export interface HostOptions {
  /** `localhost`, single labels, IPv4 addresses and ports are for one's own machine only. */
  readonly development: boolean;
  /** Where the rules may have such hosts. */
  readonly developmentKey: 'development.hosts' | 'origins with "network: private", and for development.origins';
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const PORT = /^[1-9][0-9]{0,4}$/;
const MAX_LENGTH = 253;

/** Reads a DNS name whose whole first label may be `{tenant}`. */
export function parseHost(text: string, options: HostOptions): Parsed<ParsedHost> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /[/?#@]/.test(text))
    return unreadable(`"${text}" is not a host.`, 'Write the host name alone, without scheme, path or user.');
  const [name = '', portText, ...more] = text.split(':');
  if (more.length > 0)
    return unreadable(`"${text}" is not a host.`, 'Write a host name; IPv6 addresses cannot be hosts here.');
  const port = portText === undefined ? parsed(null) : parsePort(portText, name, options);
  if (!port.ok) return port;
  if (name !== name.toLowerCase())
    return unreadable(`The host "${text}" has capital letters.`, `Write "${text.toLowerCase()}".`);
  if (name.endsWith('.'))
    return unreadable(
      `The host "${text}" ends with a dot.`,
      `Write "${withoutTrailing(name, '.')}${text.slice(name.length)}".`,
    );
  const labels = name.split('.').map((label, index) => (label === '{tenant}' && index === 0 ? null : label));
  const wrong = labels.find((label) => label !== null && !LABEL.test(label));
  if (wrong !== undefined && wrong !== null)
    return unreadable(`The host "${text}" has the invalid label "${wrong}".`, labelFix(wrong, text));
  if (name.length > MAX_LENGTH) return unreadable('The host is too long.', `Write at most ${MAX_LENGTH} characters.`);
  const placement = checkPlacement(labels, text, options);
  return placement ?? parsed({ labels, port: port.value });
}

function parsePort(text: string, name: string, options: HostOptions): Parsed<number | null> {
  if (!options.development)
    return unreadable(
      `The host "${name}:${text}" has a port.`,
      `Write "${name}"; ports are for ${options.developmentKey}.`,
    );
  if (!PORT.test(text) || Number(text) > 65_535)
    return unreadable(`"${text}" is not a port.`, 'Write a number from 1 to 65535.');
  if (text === '80' || text === '443')
    return unreadable(
      `The host "${name}:${text}" has the scheme's own port.`,
      `Write "${name}"; clients leave this port out.`,
    );
  return parsed(Number(text));
}

function checkPlacement(
  labels: readonly (string | null)[],
  text: string,
  options: HostOptions,
): ReturnType<typeof unreadable> | null {
  const fixed = labels.filter((label) => label !== null);
  if (fixed.length === 0)
    return unreadable(
      `The host "${text}" names no domain.`,
      'Write the domain after it, such as {tenant}.app.example.com.',
    );
  if (options.development) return null;
  if (fixed.at(-1) === 'localhost')
    return unreadable(
      `The host "${text}" is this machine.`,
      `Write another host; this machine is for ${options.developmentKey}.`,
    );
  if (/^[0-9]+$/.test(fixed.at(-1) ?? ''))
    return unreadable(
      `"${text}" is an address, not a host name.`,
      `Write a DNS name; addresses are for ${options.developmentKey}.`,
    );
  if (fixed.length < 2)
    return unreadable(`The host "${text}" is not a full domain.`, 'Write the whole name, such as app.example.com.');
  return null;
}

function labelFix(label: string, text: string): string {
  if (label === '{tenant}') return 'Let "{tenant}" be the first label only.';
  if (label === '*') return `Write "{tenant}" for the tenant's label: "${text.replace('*', '{tenant}')}".`;
  if (/[{}]/.test(label)) return 'Only "{tenant}" is known, as the whole first label.';
  if (label === '') return 'Write one dot between labels.';
  return 'Use letters, digits and "-"; write other letters in their "xn--" form.';
}
