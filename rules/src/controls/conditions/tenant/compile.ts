import type { Path } from '../../../compiler/problems/index.ts';
import type { ControlScope } from '../../../compiler/scope/index.ts';
import type { TenantCondition } from './policy.ts';
import type { TenantEntry } from './schema.ts';

export const unstated: TenantCondition = { tenant: 'optional' };

export function compile({ tenant }: TenantEntry, { rules, report }: ControlScope, path: Path): TenantCondition {
  if (tenant !== 'required') return unstated;
  if (!rules.hosts.some((host) => host.startsWith('{tenant}')))
    report.add(
      [...path, 'tenant'],
      'lock_out',
      'The route needs a host that names the tenant, and no host does.',
      'Add a host with "{tenant}", such as "{tenant}.app.example.com", or remove the key.',
    );
  return { tenant };
}
