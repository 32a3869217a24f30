/**
 * Families of paths that tools try on every host. An address that tries several of them is a scanner; a path alone proves
 * nothing, since some apps have it.
 */
const FAMILIES: readonly RegExp[] = [
  /^\/+(?:[\w-]+\/)?(?:wp-(?:login|admin|content|includes|config)|wordpress|xmlrpc\.php)/i,
  /(?:^|\/)\.(?:env|aws|ssh|htpasswd|htaccess|ds_store)/i,
  /(?:^|\/)\.(?:git|svn|hg)(?:\/|$)/i,
  /^\/+(?:phpmyadmin|pma|myadmin|mysql|adminer)/i,
  /^\/+cgi-bin\//i,
  /^\/+(?:actuator|jolokia|manager\/html|solr|jenkins|hudson|struts|axis2)(?:\/|$)/i,
  /(?:phpunit|eval-stdin|shell|boaform|hnap1|setup\.cgi|goform|\/owa\/|autodiscover)/i,
  /(?:\.\.\/|%2e%2e|etc\/passwd|%00|\$\{jndi|<script|union(?:%20|\+)select)/i,
];

/** The family of scanners' paths that a target belongs to, or `null`. */
export function scannerFamily(target: string): number | null {
  const index = FAMILIES.findIndex((family) => family.test(target));
  return index < 0 ? null : index;
}

/** Paths that no app serves to people: files of the machine that were left where the server finds them. */
export function isHiddenFile(path: string): boolean {
  return /\/\.(?!well-known(?:\/|$))/.test(path);
}
