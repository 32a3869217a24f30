const CODE = /\.(?:m?js|css|map|wasm|woff2?|ttf|otf|eot|webmanifest)$/i;
const PICTURE = /\.(?:png|gif|jpe?g|svg|ico|webp|avif|cur)$/i;
const KNOWN = /^(?:favicon\.ico|robots\.txt|manifest\.json)$/i;
/** Folders in which makers of apps keep pictures for every page. */
const OF_APP =
  /^(?:_?(?:next|nuxt|static)|assets?|public|img|imgs|images?|icons?|css|js|fonts?|dist|build|vendor|themes?|skins?|styles?|resources|lib|components|red|-)$/i;
/** Folders in which apps keep what users have brought. */
const OF_USERS =
  /(?:^|[-_.])(?:uploads?|media|attachments?|users?|avatars?|private|downloads?|documents?|photos?|accounts?|profiles?|reports?|exports?|files?)(?:$|[-_.])/i;
/** Files that people bring and take: neither assets nor pages. */
const DATA = /\.(?!(?:php\d?|html?|xhtml|aspx?|jspx?|do|action|cgi|pl|json|xml)$)[a-z0-9]{1,8}$/i;

/** Code, style or a font: apps make these for everyone. */
export function isCodeName(name: string): boolean {
  return CODE.test(name);
}

/** A picture: an app's own, or one that a user has brought. */
export function isPictureName(name: string): boolean {
  return PICTURE.test(name);
}

/** Whether a file's name is that of something which pages load. */
export function isAssetName(name: string): boolean {
  return CODE.test(name) || PICTURE.test(name);
}

/** Whether pictures in these folders are the app's own. */
export function areFoldersOfApp(folders: readonly string[]): boolean {
  return folders.length === 0 || folders.some((folder) => OF_APP.test(folder));
}

/** Whether something of a user may lie in these folders. */
export function areFoldersOfUsers(folders: readonly string[]): boolean {
  return folders.some((folder) => OF_USERS.test(folder));
}

/** A file that people bring or take, such as a document: one of many. */
export function isDataName(name: string): boolean {
  return !isAssetName(name) && DATA.test(name);
}

/** A file at the root that browsers and search engines ask every site for. */
export function isKnownFile(name: string): boolean {
  return KNOWN.test(name);
}
