import type { TenantContext } from '@portcullis/origin';
import { textField } from '../http/fields.ts';

/** What someone entered to sign in, or what is wrong with it. */
export type SignInAttempt =
  | {
      readonly kind: 'attempt';
      readonly tenant: string;
      readonly email: string;
      readonly password: string;
      readonly code: string;
    }
  | { readonly kind: 'bad'; readonly message: string };

const MAX_PASSWORD_CHARACTERS = 256;

/** Reads the fields of a sign-in. The tenant may be left out where the context already has one. */
export function readAttempt(fields: Readonly<Record<string, unknown>>, context: TenantContext): SignInAttempt {
  const tenantText = textField(fields, 'tenant', 63);
  const email = textField(fields, 'email', 254);
  const code = textField(fields, 'code', 10)?.replaceAll(' ', '');
  const password = fields['password'];
  if (tenantText === null) return bad('Enter the name of your company.');
  const tenant = tenantText.toLowerCase() || context.tenant;
  if (tenant === null) return bad('Enter the name of your company.');
  // The host, or the session that goes on, has settled the tenant: a form must not move it to another.
  if (context.tenant !== null && tenant !== context.tenant) return bad('This address belongs to another company.');
  if (!email?.includes('@')) return bad('Enter your e-mail address.');
  if (typeof password !== 'string' || password === '' || password.length > MAX_PASSWORD_CHARACTERS)
    return bad('Enter your password.');
  if (code === undefined || !/^(\d{6})?$/.test(code))
    return bad('Enter the six digits of your code, or leave it empty.');
  return { kind: 'attempt', tenant, email, password, code };
}

function bad(message: string): SignInAttempt {
  return { kind: 'bad', message };
}
