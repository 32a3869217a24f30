/** What a difference is about: one condition of the rules that lets more or fewer requests pass. */
export type Dimension =
  | 'route'
  | 'who'
  | 'sites'
  | 'pages'
  | 'hosts'
  | 'addresses'
  | 'tls'
  | 'countries'
  | 'asns'
  | 'times'
  | 'actAs'
  | 'authenticationAge'
  | 'authenticationMethods'
  | 'requestHeaders';
