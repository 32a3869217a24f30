export interface RevocationSetting {
  readonly revocation: 'within-1s' | 'strict';
}
