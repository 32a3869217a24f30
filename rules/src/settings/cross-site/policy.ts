export interface CrossSiteSetting {
  /**
   * Serialised origins whose pages may post forms, `null` for pages without one; `any`: every page. A form from there has no
   * session.
   */
  readonly formPosts: 'any' | readonly string[];
}
