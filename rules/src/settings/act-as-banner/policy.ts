export interface ActAsBannerSetting {
  /** `shown`: pages say so where one person acts as another. `none`: the app says it itself. */
  readonly actAsBanner: 'shown' | 'none';
}
