import type { Path } from '../../compiler/problems/index.ts';
import type { ControlScope } from '../../compiler/scope/index.ts';

/** Behind another proxy, the platform reports the proxy's connection, not the client's. */
export function checkPlatform({ rules, report }: ControlScope, path: Path, key: 'tls' | 'countries' | 'asns'): void {
  if (rules.clientAddress === 'cloudflare') return;
  report.add(
    [...path, key],
    'no_effect',
    `"${key}" would judge the proxy in front, not the client.`,
    'Remove it, or let clients reach Cloudflare directly, with "clientAddress: cloudflare".',
    'key',
  );
}
