/** What rules may ask about a request and only the platform knows, so that a log may lack it. */
export type PlatformFact = 'address' | 'country' | 'asn' | 'tls' | 'time';
