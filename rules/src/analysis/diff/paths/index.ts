export { type PathClass, visitPathClasses } from './path-classes.ts';
export { createRouteClasses, type RouteClasses, sharedClass } from './route-classes.ts';
export { createNumbering, createRouteTree, type Numbering } from './route-tree.ts';
export { spellableIndexes, spellingClasses } from './spelling-classes.ts';
