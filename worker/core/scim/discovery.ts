import { CORE_GROUP, CORE_USER, PORTCULLIS_USER } from './attributes.ts';

const no = { supported: false };

/** What this server can do (RFC 7643 section 5). */
export const SERVICE_PROVIDER_CONFIG = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: no,
  sort: no,
  etag: no,
  authenticationSchemes: [
    { type: 'oauthbearertoken', name: 'Bearer token', description: 'The token that the rules name.', primary: true },
  ],
};

const resourceType = (id: string, endpoint: string, schema: string, extensions: readonly string[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id,
  name: id,
  endpoint,
  schema,
  schemaExtensions: extensions.map((extension) => ({ schema: extension, required: false })),
});

/** RFC 7643 section 6. */
export const RESOURCE_TYPES = [
  resourceType('User', '/Users', CORE_USER, [PORTCULLIS_USER]),
  resourceType('Group', '/Groups', CORE_GROUP, []),
];

const attribute = (name: string, type: string, more: object = {}) => ({
  name,
  type,
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});

const schema = (id: string, name: string, attributes: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  attributes,
});

/** RFC 7643 section 7: what the gateway goes by. Other attributes are kept as they come. */
export const SCHEMAS = [
  schema(CORE_USER, 'User', [
    attribute('userName', 'string', { required: true, uniqueness: 'server' }),
    attribute('externalId', 'string', { caseExact: true }),
    attribute('displayName', 'string'),
    attribute('active', 'boolean'),
    attribute('emails', 'complex', { multiValued: true, subAttributes: [attribute('value', 'string')] }),
  ]),
  schema(CORE_GROUP, 'Group', [
    attribute('displayName', 'string', { required: true }),
    attribute('externalId', 'string', { caseExact: true }),
    attribute('members', 'complex', { multiValued: true, subAttributes: [attribute('value', 'string')] }),
  ]),
  schema(PORTCULLIS_USER, 'Guest', [attribute('notBefore', 'dateTime'), attribute('notAfter', 'dateTime')]),
];
