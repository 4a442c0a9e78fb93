import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.BESOM_SERVER ?? 'http://127.0.0.1:7878';
const key = process.env.BESOM_API_KEY;

/** `npm run dev` shows the page on the data of a running server, logged in by the key in BESOM_API_KEY. */
const proxy = {
  '/api': {
    target: server,
    changeOrigin: true,
    // The server takes changes from its own pages only.
    headers: { origin: server, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
  },
};

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    outDir: process.env.BESOM_WEB_OUT ?? 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the server's content security policy lets no data: addresses through
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  server: { proxy },
  preview: { proxy },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./vitest.setup.ts'],
    restoreMocks: true,
    isolate: false, // one jsdom for all files: making it costs more than the tests
  },
});
