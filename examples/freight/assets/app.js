import { startChat } from './chat.js';
import { followLoads } from './feed.js';
import { watchSession } from './session.js';
import { enhanceUpload } from './upload.js';

if (document.body.hasAttribute('data-signed-in')) {
  watchSession();
  for (const table of document.querySelectorAll('[data-table="loads"]')) followLoads(table);
  for (const section of document.querySelectorAll('[data-chat]')) startChat(section);
  for (const form of document.querySelectorAll('[data-upload]')) enhanceUpload(form);
}
