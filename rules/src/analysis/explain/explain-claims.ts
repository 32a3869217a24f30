import { type Engine, mapClaims, matchingGrants, type ProviderClaims, type Refusal } from '../../engine/index.ts';
import type { ProviderRule, RoleGrant, SourceLine } from '../../policy/index.ts';
import { refusalText } from './refusal-text.ts';

/** Someone whom an identity provider signs in, by what it says. */
export interface ClaimsQuestion {
  readonly provider: ProviderRule;
  /** Of an ID token, as if it were verified. */
  readonly claims: ProviderClaims;
  /** Groups that the provider's directory has of the person; `null`: there is none. */
  readonly directoryGroups: readonly string[] | null;
  readonly nowSeconds: number;
}

/** What the rules make of it. */
export type ClaimsExplanation =
  | {
      readonly outcome: 'session';
      readonly user: string;
      readonly tenant: string;
      readonly roles: readonly { readonly role: string; readonly by: string; readonly at: SourceLine }[];
      /** Methods that count as a second factor are among them only where the rules believe the provider. */
      readonly authenticationMethods: readonly string[];
      /** When the person must go; seconds since the epoch, `null`: no claim says. */
      readonly notAfter: number | null;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** Maps claims as the gateway does at sign-in, and says which line gives what. */
export function explainClaims(engine: Engine, question: ClaimsQuestion): ClaimsExplanation {
  const { provider, claims, directoryGroups, nowSeconds } = question;
  const mapped = mapClaims(provider, claims, { directoryGroups, roles: engine.roles, nowSeconds });
  if ('reason' in mapped) return { outcome: 'refused', refusal: mapped };
  const roles = matchingGrants(provider, claims, directoryGroups).flatMap((grant) =>
    grant.grant.filter((role) => engine.roles.has(role)).map((role) => ({ role, by: matchText(grant), at: grant.at })),
  );
  const { user, tenant, authenticationMethods, notAfter } = mapped;
  return { outcome: 'session', user, tenant, roles, authenticationMethods, notAfter };
}

function matchText({ match }: RoleGrant): string {
  switch (match.kind) {
    case 'anyone':
      return 'anyone';
    case 'group':
      return `group ${match.group}`;
    case 'claim':
      return `${match.claim} ${match.values.join(' or ')}`;
  }
}

/** The explanation as lines of text. */
export function formatClaims(explanation: ClaimsExplanation, { id, at }: ProviderRule): string {
  if (explanation.outcome === 'refused') {
    const { refusal } = explanation;
    return `Identity provider ${id}  [${at}]\n\nNo session: ${refusalText(refusal)}  [${refusal.at ?? at}]`;
  }
  const { user, tenant, roles, authenticationMethods, notAfter } = explanation;
  const lines = [
    `Identity provider ${id}  [${at}]`,
    '',
    `  user    ${user}`,
    `  tenant  ${tenant}`,
    ...roles.map(
      ({ role, by, at: line }, index) => `  ${index === 0 ? 'roles ' : '      '}  ${role}: ${by}  [${line}]`,
    ),
    `  proof   ${authenticationMethods.join(', ') || 'none that the rules believe'}`,
    ...(notAfter === null ? [] : [`  until   ${new Date(notAfter * 1000).toISOString()}`]),
  ];
  return lines.join('\n');
}
