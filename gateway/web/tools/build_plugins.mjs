// Steps after the bundle is made: the service worker with its list of files, .br and .gz beside every text file, and the size of the first page against its budget.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const kText = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt']);

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]);
}

/** The gateway sends FILE.br or FILE.gz as they are; it never compresses while answering. */
export function precompress() {
  let folder = 'dist';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) { folder = config.build.outDir; },
    closeBundle() {
      for (const file of filesBelow(folder).filter((name) => kText.has(extname(name)))) {
        const bytes = readFileSync(file);
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}

/** Fails the build when all scripts of the operator's first page (entry, map and what they import) exceed the budget, gzipped. */
export function firstPageBudget(budgetBytes) {
  return {
    name: 'first-page-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const wanted = new Set();
      const visit = (name) => {
        const chunk = bundle[name];
        if (!chunk || chunk.type !== 'chunk' || wanted.has(name)) return;
        wanted.add(name);
        chunk.imports.forEach(visit);
        chunk.dynamicImports.filter((child) => bundle[child]?.name === 'map').forEach(visit);
      };
      Object.values(bundle).filter((chunk) => chunk.type === 'chunk' && chunk.isEntry).forEach((chunk) => visit(chunk.fileName));
      const sizes = [...wanted].map((name) => [name, gzipSync(bundle[name].code, { level: 9 }).length]);
      const total = sizes.reduce((sum, [, size]) => sum + size, 0);
      this.info(`first page: ${sizes.map(([name, size]) => `${name} ${size} B`).join(', ')}; ${total} of ${budgetBytes} B gzip`);
      if (total > budgetBytes) this.error(`the first page is ${total} B of script, gzip; its budget is ${budgetBytes} B`);
    },
  };
}

/** sw.js at the root, from tools/service_worker.js: the names of the shell's files and one hash of them all, so that a new build is a new cache. */
export function serviceWorker() {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter((name) => /\.(js|css|woff2)$/.test(name)).sort();
      const version = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 16);
      const source = readFileSync(new URL('service_worker.js', import.meta.url), 'utf8')
        .replace('__VERSION__', JSON.stringify(version))
        .replace('__FILES__', JSON.stringify(['./', './favicon.svg', ...files.map((name) => `./${name}`)]));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}
