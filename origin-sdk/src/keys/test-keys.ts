import { ConfigurationError } from '../errors.ts';
import type { ContextAlgorithm, JwkSetInput } from './jwk-set.ts';

/** The one issuer of test gates. No gateway may have this id. */
export const TEST_ISSUER = 'portcullis-testing';

/** Random keys of a test gate of this process. Made by `createTestGate` alone; what they are is not to be read from it. */
export interface TestKeys {
  /** What they are for. */
  readonly for: 'tests';
}

/** What stands behind {@link TestKeys}. */
interface TestKeyMaterial {
  readonly algorithm: ContextAlgorithm;
  /** Signs. */
  readonly signing: JwkSetInput;
  /** Verifies. */
  readonly verifying: JwkSetInput;
}

const MADE_HERE = new WeakMap<object, TestKeyMaterial>();

/** Makes a handle of keys that no setting, file or message can hold. */
export function keepTestKeys(material: TestKeyMaterial): TestKeys {
  const keys: TestKeys = Object.freeze({ for: 'tests' });
  MADE_HERE.set(keys, material);
  return keys;
}

/** What stands behind the keys of a test gate of this process; `null` for anything else, even if it looks alike. */
export function testKeyMaterial(value: unknown): TestKeyMaterial | null {
  return typeof value === 'object' && value !== null ? (MADE_HERE.get(value) ?? null) : null;
}

/** Throws {@link ConfigurationError} unless the issuer and the keys are both of a test gate, or neither is. */
export function assertIssuerFitsKeys(issuer: string, keys: unknown): void {
  const areTestKeys = testKeyMaterial(keys) !== null;
  if (issuer === TEST_ISSUER && !areTestKeys)
    throw new ConfigurationError(
      `"issuer" option must not be "${TEST_ISSUER}": only options of createTestGate() trust it, within the process that made them.`,
    );
  if (issuer !== TEST_ISSUER && areTestKeys)
    throw new ConfigurationError(
      '"keys" option holds the keys of a test gate, which sign for no other issuer. Take all options of the test gate, or none.',
    );
}
