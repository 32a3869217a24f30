/// <reference lib="esnext.typedarrays" />

// What the Worker's own code finds in its runtime beyond the DOM's types.
interface Request {
  readonly cf?: unknown;
}
