import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import type { Policy } from '../../../rules/src/policy/index.ts';
import { edited, readBaseFile } from './base-rules.ts';

const SESSION = 'session: { lifetime: 15m }\n';

function policyWith(lines: string): Policy {
  const result = compileRules({ file: 'r.yaml', text: edited(SESSION, SESSION + lines), readFile: readBaseFile });
  if (!result.ok) throw new TypeError(JSON.stringify(result.problems));
  return result.policy;
}

describe('providers that tenants bring', () => {
  it('are none without the key', () => {
    expect(policyWith('').tenantIdentity).toBeNull();
  });

  it('have bounds, and what is not stated is closed', () => {
    const { tenantIdentity } = policyWith(
      'tenantIdentity: { issuers: ["https://*.okta.com"], grant: [driver], keys: TENANT_KEYS }\nsignIn: tenant\n',
    );
    expect(tenantIdentity).toEqual({
      issuers: ['https://*.okta.com'],
      endpoints: [],
      grant: ['driver'],
      stepUp: null,
      signals: { scim: null, universalLogout: false, backchannelLogout: false, events: null },
      keys: 'TENANT_KEYS',
      at: 'r.yaml:19',
    });
  });

  it('have all that is stated', () => {
    const { tenantIdentity } = policyWith(`tenantIdentity:
  issuers: ["https://login.microsoftonline.com/*/v2.0", https://accounts.google.com]
  endpoints: [https://oauth2.googleapis.com, "https://*.auth.example.com"]
  grant: [driver, owner]
  stepUp: { acr: c1, amr: [otp] }
  signals: { events: true, universalLogout: true }
  keys: TENANT_KEYS
`);
    expect(tenantIdentity).toMatchObject({
      endpoints: ['https://oauth2.googleapis.com', 'https://*.auth.example.com'],
      grant: ['driver', 'owner'],
      stepUp: { acr: ['c1'], amr: ['otp'] },
      signals: { universalLogout: true, events: { audience: 'acme-edge' } },
    });
  });
});
