import type { PublicCode } from '@portcullis/rules/engine';

/** Languages that pages come in. */
export type PageLanguage = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'ja';

/** Kinds of a page that no public code names. */
type OwnKind =
  /** Only members of a suspended tenant learn that it is suspended; its public code is `forbidden`. */
  | 'tenant_suspended'
  /** A sign-in is too old; that a second factor is missing is `step_up_required`. */
  | 'sign_in_again'
  /** Several identity providers can sign the reader in. */
  | 'choose_provider'
  /** The reader took too long at the identity provider, or came back from it twice. */
  | 'sign_in_expired'
  /** The link to act as another person has run out, was used before, or is for another host. */
  | 'act_as_link_over'
  | 'signed_in'
  | 'session_ending'
  | 'signed_out'
  /** A person is about to act as another. */
  | 'act_as';

/** What a page is about. */
export type PageKind = PublicCode | OwnKind;

/**
 * What a link or button on a page does. `back`: to the page that the reader came from. `up`: to the level above in the address.
 * `confirm`: signs in again with a second factor. `stay`: renews a session that is about to end.
 */
export type LinkKind =
  | 'home'
  | 'back'
  | 'up'
  | 'again'
  | 'signIn'
  | 'signInAgain'
  | 'signOut'
  | 'stay'
  | 'confirm'
  | 'support'
  | 'actAs';

interface PageText {
  readonly title: string;
  /** What the reader can do; in texts about a session, `#` stands for the moment when it ends. */
  readonly hint: string;
}

/**
 * All that pages say in one language: polite, short, and nothing about rules, roles or other tenants. Plain text: no
 * markup.
 */
export interface PageTexts {
  readonly language: PageLanguage;
  readonly pages: Readonly<Record<PageKind, PageText>>;
  readonly links: Readonly<Record<LinkKind, string>>;
  /** Link to sign in by one of several providers; `#` stands for its name. */
  readonly signInWith: string;
  /** The sentence that says how long to wait; `#` stands for the time, such as "in 40 seconds". */
  readonly wait: string;
  /** Takes the place of `wait` when the time is over. */
  readonly now: string;
  /** Labels of who is signed in, for which tenant, and who acts in their name. */
  readonly account: string;
  readonly organization: string;
  readonly acting: string;
  /** Label of why someone acts as another. */
  readonly reason: string;
  /**
   * Over the pages of an app, for a session in which one person acts as another: who, as whom, until when in UTC, and how
   * far off that is, such as "in 20 minutes"; and the button that ends it.
   */
  readonly actAs: { readonly acting: string; readonly end: string };
  readonly status: string;
  readonly reference: string;
}
