import { defineConfig } from 'vitest/config';
import { firstPageBudget, precompress, serviceWorker } from './tools/build_plugins.mjs';

// Chromium 109 is the last for Windows 7/8.1, which old office machines still run.
export default defineConfig({
  base: './',
  // models/plmn/plmn.csv is the one table of operators; the page reads the same file as the gateway.
  server: { fs: { allow: ['../..'] }, proxy: { '/api': 'http://127.0.0.1:8080' } },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'chrome109',
    assetsInlineLimit: 0, // a data: URI would need a hole in the content security policy
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    chunkSizeWarningLimit: 600,
    rollupOptions: { output: { hashCharacters: 'hex' } }, // the gateway knows a hashed name by eight letters and digits
  },
  plugins: [serviceWorker(), precompress(), firstPageBudget(250 * 1024)],
  test: { include: ['test/**/*.test.{ts,mjs}'], environment: 'node', server: { deps: { inline: ['ol'] } } },
});
