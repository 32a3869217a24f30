export interface SignInSetting {
  /** The origin's answers on this route may carry a session grant. */
  readonly signIn: boolean;
  /** Identity providers that a visitor without a session may choose from; empty: the refusal stands. */
  readonly providers: readonly string[];
}
