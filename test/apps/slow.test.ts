import { cockpit } from './apps/cockpit.ts';
import { jupyter } from './apps/jupyter.ts';
import { mediaWiki } from './apps/mediawiki.ts';
import { next } from './apps/next.ts';
import { phpMyAdmin } from './apps/phpmyadmin.ts';
import { tryApps } from './try-app.ts';

/** Apps that bring a database, a language or a build of their own. */
tryApps([next, jupyter, cockpit, mediaWiki, phpMyAdmin]);
