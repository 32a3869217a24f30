/** What wrangler calls a Data module. */
declare module '*.bin' {
  const bytes: ArrayBuffer;
  // biome-ignore lint/style/noDefaultExport: the runtime gives such modules this one export.
  export default bytes;
}
