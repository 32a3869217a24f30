import type { OriginRule } from '../../policy/index.ts';

/** Base URL of an origin for a request: its own, with `{tenant}` filled in. `null` where the tenant is not known. */
export function originBase({ target }: Pick<OriginRule, 'target'>, tenant: string | null): string | null {
  if (target.kind === 'service') return 'https://origin.internal';
  if (!target.url.includes('{tenant}')) return target.url;
  return tenant === null ? null : target.url.replace('{tenant}', tenant);
}
