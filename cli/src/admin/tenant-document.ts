import { TENANT_POLICY_MEMBERS, type TenantPolicy } from '@portcullis/origin/context';
import type { Members } from '../format/members.ts';
import { CommandError } from '../io.ts';

/** A tenant's policy as the admin API gives it. */
export interface TenantDocument extends TenantPolicy {
  readonly tenant: string;
}

type Member = keyof TenantPolicy;

/** What a member looks like where it demands something, and what it then means. */
const MEANING: Readonly<Record<Member, string>> = {
  suspended: 'all sessions of the tenant are refused, and its own hosts are closed',
  addresses: "the tenant's sessions count only from there",
  requireMfa: 'a session without a second factor is asked for one',
  forbidActAs: 'sessions are refused in which one person acts as another',
  notBefore: 'sessions issued earlier are refused: those users must sign in again',
};

/** Checks what a gateway sent. */
export function readTenantDocument(value: unknown): TenantDocument {
  const { tenant, suspended, addresses, requireMfa, forbidActAs, notBefore } = (value ?? {}) as Members;
  const isRight =
    typeof tenant === 'string' &&
    typeof suspended === 'boolean' &&
    typeof requireMfa === 'boolean' &&
    typeof forbidActAs === 'boolean' &&
    Array.isArray(addresses) &&
    addresses.every((address) => typeof address === 'string') &&
    (notBefore === null || typeof notBefore === 'string');
  if (!isRight) throw new CommandError(1, 'The gateway did not answer with a tenant policy. Is its version different?');
  return { tenant, suspended, addresses, requireMfa, forbidActAs, notBefore };
}

/** One line a member, with what it means where it demands something. */
export function formatTenant(document: TenantDocument): string {
  const lines = TENANT_POLICY_MEMBERS.map((member) => line(member, shown(document, member), document, member));
  return [`Tenant ${document.tenant}`, ...lines].join('\n');
}

/** One line for each member that differs; empty where none does. */
export function formatChanges(before: TenantDocument, after: TenantDocument): readonly string[] {
  return TENANT_POLICY_MEMBERS.filter((member) => shown(before, member) !== shown(after, member)).map((member) =>
    line(member, `${shown(before, member)} -> ${shown(after, member)}`, after, member),
  );
}

function line(name: string, text: string, document: TenantDocument, member: Member): string {
  return `  ${name.padEnd(11)}  ${text}${demands(document, member) ? `: ${MEANING[member]}` : ''}`;
}

function demands(document: TenantDocument, member: Member): boolean {
  const value = document[member];
  return Array.isArray(value) ? value.length > 0 : value !== false && value !== null;
}

function shown(document: TenantDocument, member: Member): string {
  if (member === 'addresses') return document.addresses.join(', ') || 'any';
  const value = document[member];
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? 'none');
}
