export { areFoldersOfApp, areFoldersOfUsers, isAssetName, isCodeName, isDataName, isKnownFile } from './asset-names.ts';
export {
  createEvidence,
  type DocumentedOperation,
  type Evidence,
} from './collect-evidence.ts';
export { mergeMethods, mergeNodes, mergeUses } from './merge-nodes.ts';
export type { PathNode, Uses, VariableKind } from './path-tree.ts';
export type { RateSummary } from './rates.ts';
export { shownPath } from './shown-path.ts';
export { createSurvey, type Survey } from './survey.ts';
export type { Counted } from './tally.ts';
