export interface StepUp {
  /** Greatest age of the session's `auth_time`. */
  readonly withinSeconds: number;
  /** RFC 8176 values, one of which the session's `amr` must hold. Empty: any authentication that is recent enough. */
  readonly methods: readonly string[];
}
