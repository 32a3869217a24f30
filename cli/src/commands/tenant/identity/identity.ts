import type { Command } from 'commander';
import type { Io } from '../../../io.ts';
import { addIdentityRemoveCommand } from './identity-remove.ts';
import { addIdentitySetCommand } from './identity-set.ts';
import { addIdentityShowCommand } from './identity-show.ts';

/** `portcullis tenant identity`: the identity provider that a tenant brings itself. */
export function addTenantIdentityCommand(tenant: Command, io: Io): void {
  const identity = tenant
    .command('identity')
    .description("Show and change a tenant's own identity provider, within what the rules allow (tenantIdentity).");
  addIdentityShowCommand(identity, io);
  addIdentitySetCommand(identity, io);
  addIdentityRemoveCommand(identity, io);
}
