import type { OriginRule } from '../../policy/index.ts';
import type { Target } from './target.ts';

/**
 * `scheme://host` by which an origin is asked, and which it sees: its own, with `{tenant}` filled in, or what the client asked
 * for. `null` where the tenant is not known.
 */
export function originBase(
  { target, host }: Pick<OriginRule, 'target' | 'host'>,
  asked: Pick<Target, 'scheme' | 'host'>,
  tenant: string | null,
): string | null {
  if (host === 'public') return `${asked.scheme}://${asked.host}`;
  if (target.kind === 'service') return 'https://origin.internal';
  if (!target.url.includes('{tenant}')) return target.url;
  return tenant === null ? null : target.url.replace('{tenant}', tenant);
}

/** The binding through which an origin is reached; `null` where the network leads there. */
export function originBinding({ target, certificate }: Pick<OriginRule, 'target' | 'certificate'>): string | null {
  return target.kind === 'service' ? target.binding : certificate;
}
