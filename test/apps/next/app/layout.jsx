// biome-ignore lint/style/noDefaultExport: Next.js calls the default export
export default function Layout({ children }) {
  return (
    <html lang="en">
      <body style={{ margin: 24 }}>{children}</body>
    </html>
  );
}
