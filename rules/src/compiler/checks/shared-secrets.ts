import type { Path, Report } from '../problems/index.ts';
import type { RulesFile } from '../shape/index.ts';
import { GATEWAY_SECRETS } from '../values/index.ts';

/** A secret by its name in the rules, and who knows its value besides the gateway. */
export interface HeldSecret {
  readonly name: string;
  readonly path: Path;
  /** As in `origin "app"`. */
  readonly holder: string;
}

/** The secrets that the rules name, but for values of headers, which several apps may expect. In the order of the file. */
export function heldSecrets({
  origins,
  identity = {},
  tenantIdentity,
  issuers = {},
}: RulesFile): readonly HeldSecret[] {
  return [
    ...Object.entries(origins).map(([id, { keys }]) => held(keys, ['origins', id, 'keys'], `origin "${id}"`)),
    ...Object.entries(identity).flatMap(([id, { client, signals }]) => {
      const holder = `identity provider "${id}"`;
      const path = ['identity', id];
      return [
        held(client.secret, [...path, 'client', 'secret'], holder),
        held(client.key, [...path, 'client', 'key'], holder),
        held(signals?.scim, [...path, 'signals', 'scim'], `the SCIM client of ${holder}`),
      ];
    }),
    held(tenantIdentity?.keys, ['tenantIdentity', 'keys'], 'what seals the providers of tenants'),
    ...Object.entries(issuers).map(([id, { keys }]) =>
      held(typeof keys === 'string' ? keys : undefined, ['issuers', id, 'keys'], `issuer "${id}"`),
    ),
  ].filter((each) => each !== null);
}

/** Each secret has one holder: who knows it can speak as everyone else who does. */
export function checkSharedSecrets(report: Report, rules: RulesFile): void {
  const holders = new Map<string, string>();
  for (const { name, path, holder } of heldSecrets(rules)) {
    if (GATEWAY_SECRETS.has(name))
      report.add(
        path,
        'shared_secret',
        `"${name}" is the gateway's own secret.`,
        'Name a secret of its own, such as ORIGIN_APP_KEYS.',
      );
    const first = holders.get(name);
    if (first !== undefined)
      report.add(
        path,
        'shared_secret',
        `${capital(first)} and ${holder} share the secret "${name}".`,
        'Give each of them a secret of its own.',
      );
    holders.set(name, first ?? holder);
  }
}

function held(name: string | undefined, path: Path, holder: string): HeldSecret | null {
  return name === undefined ? null : { name, path, holder };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
