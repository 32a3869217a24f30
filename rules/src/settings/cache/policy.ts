export interface CacheSetting {
  /** `private`: answers to a session are `private, no-store`. `origin`: the origin's own Cache-Control stands. */
  readonly cache: 'private' | 'origin';
}
