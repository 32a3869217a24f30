import type { Page } from 'playwright-core';
import type { RunningProcess } from './process.ts';

/** An app that was written without the gateway, and how a user sees that it works. */
export interface ForeignApp {
  /** Heading of its routes in docs/apps.md. */
  readonly name: string;
  /** Installs what is missing of Debian, then starts the app on the port. `folder` is empty, and its own. */
  readonly start: (place: Place) => Promise<RunningProcess>;
  /** Uses the app as a user would. @throws if it does not work */
  readonly use: (page: Page, url: string) => Promise<void>;
  /** What the app's own console complains of without a gateway too. */
  readonly ownComplaints?: RegExp;
}

export interface Place {
  readonly port: number;
  readonly folder: string;
  /** Where the gateway will be, for apps that must know their public URL. */
  readonly publicUrl: string;
}
