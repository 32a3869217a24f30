import type { Page } from 'playwright-core';
import type { RunningProcess } from './process.ts';

/** An app that was written without the gateway, and how its users see that it works. */
export interface ForeignApp {
  /** As docs/apps.md names it. */
  readonly name: string;
  /** Folder of its rules, in examples/apps. */
  readonly folder: string;
  /** Its ids under `origins` in these rules. */
  readonly origins: readonly string[];
  /** Roles of the session that uses it. Empty: the app has its own sign-in, and the gate asks for none. */
  readonly roles: readonly string[];
  /** Installs what is missing of Debian, then starts the app on the port. */
  readonly start: (place: Place) => Promise<RunningProcess>;
  /** Opens a page that every user sees first. Absent: the app has no pages. @throws if it does not work */
  readonly look?: (visit: Visit) => Promise<void>;
  /** What a session that acts as another user gets. */
  readonly acting: 'the banner' | 'a refusal' | 'no pages';
  /** Works with the app, with its own clients too. @throws if it does not work */
  readonly use: (visit: Visit) => Promise<void>;
  /** What the app's own console complains of without a gateway too. */
  readonly ownComplaints?: RegExp;
}

export interface Place {
  readonly port: number;
  /** Empty, and its own. */
  readonly folder: string;
  /** Where the gateway will be, for apps that must know their public URL. */
  readonly publicUrl: string;
}

export interface Visit {
  readonly page: Page;
  /** Of the gateway. */
  readonly url: string;
  /** The folder of the app's {@link Place}. */
  readonly folder: string;
  /** `Cookie` header of the session, for clients other than browsers. */
  readonly cookie: string;
}
