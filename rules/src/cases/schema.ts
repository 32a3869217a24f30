import { z } from 'zod';
import { REVOKED_BY } from '../engine/index.ts';

/** The shape of a file of cases: keys and types only. What the texts mean is checked where they are read. */
const names = (what: string) => z.array(z.string()).meta({ minItems: 1 }).describe(what);

const session = z.strictObject({
  tenant: z.string().describe('Tenant of the session.'),
  roles: z.array(z.string()).describe('Roles of the session.'),
  user: z.string().describe('User of the session. Default: user-1.').optional(),
  amr: names('How the user signed in, RFC 8176. Default: pwd.').optional(),
  age: z.string().describe('How long ago the session began: 15m. Default: just now.').optional(),
  authAge: z.string().describe('How long ago the user signed in. Default: as old as the session.').optional(),
  actAs: z
    .strictObject({ sub: z.string(), reason: z.string() })
    .describe('The user who acts as this user, and why.')
    .optional(),
  token: z.literal(true).describe('Shown by a token of a machine, in place of a role cookie.').optional(),
  host: z
    .string()
    .describe('The only host at which the session counts, an entry of "hosts". Default: every host.')
    .optional(),
});

const tenantPolicy = z.strictObject({
  suspended: z.boolean().optional(),
  addresses: z.array(z.string()).optional(),
  requireMfa: z.boolean().optional(),
  forbidActAs: z.boolean().optional(),
  notBefore: z.string().describe('Sessions that began before this moment are refused: 2026-12-01T08:00Z.').optional(),
});

const state = z.strictObject({
  unavailable: z.literal(true).describe('Shared state does not answer.').optional(),
  exceeded: names('Limits whose quota is used up.').optional(),
  revoked: z.enum(REVOKED_BY).describe('What is revoked.').optional(),
  tenantPolicy: tenantPolicy.describe("The tenant's own policy.").optional(),
});

const around = {
  host: z.string().describe('Host of requests without one.').optional(),
  address: z.string().describe('Address of the client; unknown if the platform does not report it.').optional(),
  time: z.string().describe('Time of the request: 2026-12-01T10:00Z.').optional(),
  tls: z.enum(['1.0', '1.1', '1.2', '1.3', 'unknown']).describe('Version of TLS. Default: 1.3.').optional(),
  country: z.string().describe('Country of the client, as Cloudflare reports it.').optional(),
  asn: z.number().describe('Autonomous system of the client, as Cloudflare reports it.').optional(),
};

const expectation = z.strictObject({
  allow: z.string().describe('Id of the route that lets the request through.').optional(),
  refuse: z
    .union([z.string(), names('Reasons, one of which it is.')])
    .describe('Reason of the refusal.')
    .optional(),
  route: z.string().describe('Id of the route that decides.').optional(),
  status: z.number().describe('Status of the refusal.').optional(),
  limits: z.array(z.string()).describe('Ids of all limits that count the request.').optional(),
  headers: z
    .record(z.string(), z.union([z.string(), z.null()]))
    .describe('Response headers that the gateway sets; null: not set.')
    .optional(),
  origin: z.string().describe('Id of the origin that receives the request.').optional(),
  url: z.string().describe('URL of the request to the origin.').optional(),
  claims: z.record(z.string(), z.unknown()).describe('Claims of the tenant context.').optional(),
  observed: z.array(z.string()).describe('Reasons that the route only observes.').optional(),
});

const testCase = z.strictObject({
  name: z.string().describe('What the case is about.').optional(),
  request: z
    .union([z.string(), names('Several requests, of each of which the same is expected.')])
    .describe('Method and path, or method and full URL: GET /invoices.'),
  as: z
    .union([z.string(), names('Several sessions, of each of which the same is expected.'), session])
    .describe('Name of a session, "nobody" (anonymous), bad-cookie, or a session. Default: "nobody".')
    .optional(),
  headers: z.record(z.string(), z.string()).describe('Request headers.').optional(),
  body: z.string().describe('Announced size of the body: 2MiB.').optional(),
  ...around,
  state: state.describe('What shared state answers. Default: no limit used up, nothing revoked.').optional(),
  expect: z.union([z.enum(['allow', 'refuse']), expectation]).describe('The expected result.'),
});

/** The whole file. */
export const casesSchema = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  defaults: z.strictObject(around).describe('Defaults for all cases.').optional(),
  sessions: z.record(z.string(), session).describe('Named sessions.').optional(),
  cases: z.array(testCase).meta({ minItems: 1 }).describe('Requests and their expected results.'),
});

export type CaseEntry = z.infer<typeof testCase>;
export type SessionEntry = z.infer<typeof session>;
export type StateEntry = z.infer<typeof state>;
export type ExpectationEntry = z.infer<typeof expectation>;
export type Around = Pick<CaseEntry, keyof typeof around>;
