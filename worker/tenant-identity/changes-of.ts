import type { TenantProvider } from '@portcullis/rules/engine';
import type { KeptProvider } from './kept-provider.ts';

/** Members by which a session may be worth more, or another's, than it would be now. */
const JUDGED = ['issuer', 'user', 'require', 'roles', 'stepUp'] as const satisfies readonly (keyof TenantProvider)[];

/** Between two changes, however quickly they follow each other. */
const STEP_SECONDS = 0.001;

/**
 * What a new document changes, by names alone, and how it is kept: where it judges people otherwise than the one before, what came by that
 * one is over.
 */
export function changesOf(
  before: KeptProvider | null,
  provider: TenantProvider,
  nowSeconds: number,
): { readonly changed: readonly string[]; readonly next: KeptProvider } {
  if (before === null) return { changed: ['new'], next: { provider, since: nowSeconds } };
  const old = before.provider;
  const judged = [
    ...JUDGED.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(provider[name])),
    ...(old.client.id === provider.client.id ? [] : ['client.id']),
  ];
  const others = [
    ...(old.client.secret === provider.client.secret ? [] : ['client.secret']),
    ...(JSON.stringify(old.scopes) === JSON.stringify(provider.scopes) ? [] : ['scopes']),
  ];
  const since = judged.length === 0 ? before.since : Math.max(nowSeconds, before.since + STEP_SECONDS);
  return { changed: [...judged, ...others], next: { provider, since } };
}
