import type { ExplainCondition } from '../module.ts';

export const explain: ExplainCondition<'tls'> = {
  passed: ({ minTls }, { request }) =>
    minTls === null ? [] : [{ part: 'tls', text: `${request.tlsVersion} is 1.${minTls} or newer` }],
  wouldPass: {
    tls_too_old: ({ minTls }) => (minTls === null ? null : `over TLS 1.${minTls}${minTls === 2 ? ' or newer' : ''}`),
  },
};
