/** A setting with a JWK Set of symmetric keys that has been imported without a problem. */
export interface KeySetting {
  readonly name: string;
  /** The setting's value. */
  readonly text: string;
}

/**
 * Finds keys that serve two purposes. Under one id, a token of one purpose could pass for another's; under two, a holder of the
 * key for one purpose could sign for the other. Keys have one spelling (canonical base64url), so their texts are compared.
 * @returns a problem each, with names of settings and ids, never a key
 */
export function sharedKeyProblems(settings: readonly KeySetting[]): string[] {
  const ownerOfKid = new Map<string, string>();
  const ownerOfKey = new Map<string, string>();
  const problems: string[] = [];
  for (const { name, text } of settings) {
    const { keys } = JSON.parse(text) as { readonly keys: readonly { readonly kid: string; readonly k: string }[] };
    for (const { kid, k } of keys) {
      const sameKid = ownerOfKid.get(kid);
      const sameKey = ownerOfKey.get(k);
      const shared = sameKid !== undefined && sameKid !== name ? sameKid : sameKey;
      if (shared !== undefined && shared !== name) {
        const what = shared === sameKid ? `key id "${kid}"` : `key that "${kid}" names`;
        problems.push(`${name} and ${shared} share the ${what}; every purpose needs keys of its own`);
      }
      ownerOfKid.set(kid, name);
      ownerOfKey.set(k, name);
    }
  }
  return problems;
}
