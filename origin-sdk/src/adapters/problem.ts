/** The one answer to a request without a valid context (RFC 9457). It says nothing about the cause. */
export const CONTEXT_REQUIRED = {
  status: 401,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'www-authenticate': 'Portcullis',
  },
  body: JSON.stringify({
    type: 'urn:portcullis:problem:context_required',
    title: 'This app only answers requests that come through its gateway.',
    status: 401,
    code: 'context_required',
  }),
} as const;
