export interface SignInSetting {
  /** The origin's answers on this route may carry a session grant. */
  readonly signIn: boolean;
}
