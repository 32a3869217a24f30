// The roles in the rules of the gateway "freight-edge", as "portcullis types" writes them. Do not edit: run it again when the rules change.
import '@portcullis/origin';

declare module '@portcullis/origin' {
  interface Register {
    role: 'owner' | 'admin' | 'dispatcher' | 'accounting' | 'safety' | 'read_only' | 'driver' | 'editor';
  }
}
