/** Where in the rules something stands, as `rules/gateway.yaml:41`. */
export type SourceLine = string;
