export { type PathClass, visitPathClasses } from './path-classes.ts';
export { createRouteClasses, sharedClass } from './route-classes.ts';
export { createNumbering, createRouteTree } from './route-tree.ts';
export { spellableIndexes, spellingClasses } from './spelling-classes.ts';
