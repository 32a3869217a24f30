import type { IssuerRule } from '../../../policy/index.ts';
import { checkList, checkReferences, type Path, valueOrProblem } from '../../problems/index.ts';
import type { IssuerEntry } from '../../shape/index.ts';
import { parseBindingName, parseClaimText, parseIssuerUrl, parseName, parseTenantId } from '../../values/index.ts';
import type { Scope } from '../scope.ts';

/** Compiles the login services that mint sessions. Those with mistakes are left out. */
export function buildIssuers(scope: Scope): Readonly<Record<string, IssuerRule>> {
  const { rules, report, declared } = scope;
  if (rules.issuers !== undefined && declared.issuers.size === 0)
    report.add(['issuers'], 'empty_list', 'There is no issuer.', 'Write one, or remove the key.');
  const owners = new Map([[rules.gateway, 'the gateway itself']]);
  const issuers = Object.entries(rules.issuers ?? {}).flatMap(([id, entry]) => {
    const place = ['issuers', id, 'issuer'];
    const owner = owners.get(entry.issuer);
    if (owner !== undefined)
      report.add(
        place,
        'duplicate_entry',
        `"${entry.issuer}" is ${owner}.`,
        'Give each issuer a name of its own: it decides by which keys a token is judged.',
      );
    owners.set(entry.issuer, owner ?? `issuer "${id}"`);
    const issuer = buildIssuer(scope, id, entry);
    return issuer === null ? [] : [[id, issuer] as const];
  });
  return Object.fromEntries(issuers);
}

function buildIssuer(scope: Scope, id: string, entry: IssuerEntry): IssuerRule | null {
  const { report, declared } = scope;
  const path = ['issuers', id];
  valueOrProblem(report, path, 'invalid_name', parseName(id));
  valueOrProblem(report, [...path, 'issuer'], 'invalid_claim', parseClaimText(entry.issuer));
  checkReferences(report, [...path, 'roles'], entry.roles, declared.roles, {
    what: 'role',
    emptyFix: 'Name the roles that it may grant, or remove the issuer.',
  });
  if (entry.tenants !== 'any') {
    checkList(report, [...path, 'tenants'], entry.tenants, {
      what: 'tenant',
      emptyFix: 'Name the tenants that it may sign in, or write any.',
    });
    for (const [index, tenant] of entry.tenants.entries())
      valueOrProblem(report, [...path, 'tenants', index], 'invalid_name', parseTenantId(tenant));
  }
  const keys = buildKeys(scope, [...path, 'keys'], entry.keys);
  if (keys === null) return null;
  const { issuer, roles, tenants, bearer = false } = entry;
  return { id, issuer, keys, roles, tenants, bearer, at: report.sourceLine(path) };
}

function buildKeys({ report }: Scope, path: Path, entry: IssuerEntry['keys']): IssuerRule['keys'] | null {
  if (typeof entry === 'string') {
    const secret = valueOrProblem(report, path, 'invalid_name', parseBindingName(entry));
    return secret === null ? null : { kind: 'secret', alg: 'HS256', secret };
  }
  const url = valueOrProblem(report, [...path, 'jwks'], 'invalid_issuer', parseIssuerUrl(entry.jwks, 'public'));
  return url === null ? null : { kind: 'jwks', alg: entry.alg, url: url.url };
}
