import type { Role } from '@portcullis/origin';
import { hashPassword, isPassword, type PasswordHash } from './password.ts';
import { createSecondFactor } from './second-factor.ts';

/** Someone who can sign in. The e-mail address is the user's id. */
export interface Account {
  readonly tenant: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** Who may sign in, and how they prove it. */
export interface Accounts {
  readonly list: readonly Account[];
  /** The account and the methods that were proven, or `null`. An empty code means: password only. */
  signIn(attempt: {
    readonly tenant: string;
    readonly email: string;
    readonly password: string;
    readonly code: string;
  }): Promise<{ readonly account: Account; readonly authenticationMethods: readonly string[] } | null>;
}

/** Password of every demo account. */
export const DEMO_PASSWORD = 'portcullis-demo';

const ROLES: readonly Role[] = ['owner', 'dispatcher', 'accounting', 'driver', 'read_only'];

/** The demo accounts: five roles in each of two companies. */
export const DEMO_ACCOUNTS: readonly Account[] = ['acme', 'globex'].flatMap((tenant) =>
  ROLES.map((role) => ({ tenant, email: `${role}@${tenant}.example`, roles: [role] })),
);

/** @param now Milliseconds since 1970. */
export async function createAccounts(now: () => number): Promise<Accounts> {
  const hashes = await Promise.all(DEMO_ACCOUNTS.map(() => hashPassword(DEMO_PASSWORD)));
  const known = new Map(
    DEMO_ACCOUNTS.map((account, index) => [keyOf(account), { account, hash: hashes[index] as PasswordHash }]),
  );
  const nobody = await hashPassword('a password that no account has');
  const secondFactor = createSecondFactor(now);
  return {
    list: DEMO_ACCOUNTS,
    async signIn({ tenant, email, password, code }) {
      const found = known.get(keyOf({ tenant, email: email.toLowerCase() }));
      // An unknown user costs the same work, so that the time of an answer does not reveal who has an account.
      const isRight = await isPassword(password, found?.hash ?? nobody);
      if (found === undefined || !isRight) return null;
      if (code === '') return { account: found.account, authenticationMethods: ['pwd'] };
      return secondFactor.use(found.account.email, code)
        ? { account: found.account, authenticationMethods: ['pwd', 'otp'] }
        : null;
    },
  };
}

function keyOf({ tenant, email }: { readonly tenant: string; readonly email: string }): string {
  return JSON.stringify([tenant, email]);
}
