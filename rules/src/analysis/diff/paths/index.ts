export { type PathCell, visitPathCells } from './path-classes.ts';
export { createClasses, sharedClass } from './route-classes.ts';
export { createNumbering, createRouteTree } from './route-tree.ts';
export { spellableIndexes, spellingCells } from './spelling-classes.ts';
