import { isTenantId } from '@portcullis/rules/engine';
import { CommandError } from '../io.ts';

/** Ends the command if what `option` names is not a tenant id. */
export function checkTenant(option: string, tenant: string): void {
  if (!isTenantId(tenant))
    throw new CommandError(2, `${option} must be lower-case letters, digits and "-", at most 63.`);
}
