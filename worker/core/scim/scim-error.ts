/** Error codes of RFC 7644 section 3.12. */
type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness';

/** What is wrong with a request of a SCIM client. The detail names attributes, never their values. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: 400 | 401 | 404 | 405 | 409 | 413;
  readonly scimType: ScimType | null;

  constructor(status: ScimError['status'], scimType: ScimType | null, detail: string) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
  }
}

export function invalid(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, scimType, detail);
}

/** The body of an error's answer. */
export function errorBody({ status, scimType, message }: ScimError): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType === null ? {} : { scimType }),
    detail: message,
  };
}
