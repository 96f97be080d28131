import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The gateway serves `dist/page`; during work on the page, `npm run page:dev` serves it and asks the gateway behind it. */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@tollgate/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
