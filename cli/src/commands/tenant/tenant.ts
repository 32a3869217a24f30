import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addTenantIdentityCommand } from './identity/identity.ts';
import { addTenantClearCommand } from './tenant-clear.ts';
import { addTenantListCommand } from './tenant-list.ts';
import { addTenantSetCommand } from './tenant-set.ts';
import { addTenantShowCommand } from './tenant-show.ts';

/** `portcullis tenant`: what a tenant demands beyond the rules, and its own identity provider. */
export function addTenantCommand(program: Command, io: Io): void {
  const tenant = program.command('tenant').description("Show and change tenants' own policies, on a running gateway.");
  addTenantListCommand(tenant, io);
  addTenantShowCommand(tenant, io);
  addTenantSetCommand(tenant, io);
  addTenantClearCommand(tenant, io);
  addTenantIdentityCommand(tenant, io);
}
