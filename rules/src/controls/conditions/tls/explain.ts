import type { ExplainCondition } from '../module.ts';

export const explain: ExplainCondition<'tls'> = {
  passed: ({ minTls }, { request }) =>
    minTls === null ? [] : [{ part: 'tls', text: `${request.tlsVersion} is 1.${minTls} or newer` }],
  refusals: {
    tls_too_old: {
      text: 'the version of TLS is too old',
      passes: ({ minTls }) => (minTls === null ? null : `over TLS 1.${minTls}${minTls === 2 ? ' or newer' : ''}`),
    },
  },
};
