import '@portcullis/origin';

declare module '@portcullis/origin' {
  interface Register {
    role: 'owner' | 'driver';
  }
}
