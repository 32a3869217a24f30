/** Whom a revocation concerns. */
export type RevocationScope =
  | { readonly kind: 'session'; readonly tenant: string; readonly id: string }
  | { readonly kind: 'user'; readonly tenant: string; readonly id: string }
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'everyone' };
