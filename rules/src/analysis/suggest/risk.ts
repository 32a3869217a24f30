import { bypassesIn } from '../../settings/index.ts';

/** Why a source is to be let in with care, as a clause; `null` where nothing is known against it. */
export function riskOf(directive: string, source: string): string | null {
  if (directive.startsWith('style-src') && source === "'unsafe-inline'")
    return 'styles that get into a page can read what is on it, and cover it';
  if (!/^(?:script|object|worker|default|child|base)-(?:src|uri)/.test(directive))
    return source === '*' ? 'any site' : null;
  switch (source) {
    case "'unsafe-inline'":
      return 'any script that gets into a page runs; take hashes (portcullis csp hash) or a nonce';
    case "'unsafe-eval'":
      return 'text runs as code';
    case "'unsafe-hashes'":
      return null;
    case 'data:':
    case 'blob:':
      return directive === 'worker-src' && source === 'blob:' ? null : 'an attacker who can write a URL can run code';
    default:
      return source === '*' || source.endsWith(':') ? 'code from any site' : bypassOf(source);
  }
}

/** By the list of csp_evaluator, and some mirrors of npm. */
function bypassOf(source: string): string | null {
  const [bypass] = bypassesIn(`script-src ${source}`);
  return bypass === undefined ? null : bypass.why.replace(/\.$/, '');
}
