import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { isUpToDate, writeStamp } from './bundle-stamp';

/** The seven Lambdas: folders of lambdas/ with an index.ts, and the names of their functions' constructs. */
export const LAMBDAS = ['receive', 'intake', 'dispatch', 'feedback', 'reconcile', 'export', 'api'] as const;
export type LambdaName = (typeof LAMBDAS)[number];

const root = join(__dirname, '..');

/** The fonts of report.pdf and which of their files it reads: 13 MB, opened one by one as a text needs them. */
const FONTS: Record<string, RegExp> = {
  '@fontsource/noto-sans': /-(400|600)-normal\.woff$/,
  '@fontsource/noto-sans-arabic': /-(400|600)-normal\.woff$/,
  '@fontsource/noto-sans-hebrew': /-(400|600)-normal\.woff$/,
  '@fontsource/noto-sans-thai': /-(400|600)-normal\.woff$/,
  '@fontsource-variable/noto-sans-tc': /-wght-normal\.woff2$/,
  '@fontsource-variable/noto-sans-sc': /-wght-normal\.woff2$/,
  '@fontsource-variable/noto-sans-kr': /-wght-normal\.woff2$/,
};

/** What decides how sources become bundles and is none of them; the lock file stands for esbuild and all packages. */
const RULES = ['lib/bundle.ts', 'package-lock.json', 'tsconfig.json'];

/**
 * Bundles all Lambdas in one esbuild run (seven runs of NodejsFunction would cost 0.7 s each), the SDK inside so
 * that what was tested is what runs. A run costs 2 s of both cores, so nothing is done while no byte has changed.
 *
 * @returns the folder that holds one folder a Lambda, each with index.js and its source map
 */
export function bundleLambdas(folder = join(root, 'build/lambdas')): string {
  const stamp = `${folder}.json`;
  if (isUpToDate(stamp)) return folder;
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: LAMBDAS.map((name) => ({
      in: `lambdas/${name}/index.ts`,
      out: `${name}/index`,
    })),
    outdir: folder,
    bundle: true,
    platform: 'node',
    // The repository runs on Node 20 and the functions on 24: one bundle serves both.
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'error',
    write: false,
    metafile: true,
  });
  for (const { path, contents } of outputFiles) writeWhole(folder, path, contents);
  const fonts = Object.entries(FONTS).flatMap(([name, wanted]) => addFont(folder, name, wanted));
  const sources = [...Object.keys(metafile.inputs), ...RULES].map((path) => join(root, path));
  writeStamp(stamp, [...sources.filter(existsSync), ...outputFiles.map(({ path }) => path), ...fonts]);
  return folder;
}

/**
 * As a package beside the bundle, so that the Lambda finds it as the sources do; with the licence it comes under.
 *
 * @returns the files written
 */
function addFont(folder: string, name: string, wanted: RegExp): string[] {
  const from = join(root, 'node_modules', name);
  const files = readdirSync(join(from, 'files')).filter((file) => wanted.test(file));
  const wholes = ['package.json', 'unicode.json', 'LICENSE', ...files.map((file) => `files/${file}`)];
  return wholes.map((file) => {
    const path = join(folder, 'export/node_modules', name, file);
    writeWhole(folder, path, readFileSync(join(from, file)));
    return path;
  });
}

/**
 * Two commands may bundle into the same folder at once, and one may read what the other is writing. The temporary
 * file lies outside of the Lambda's folder: left behind by a kill, it would change the asset.
 */
function writeWhole(folder: string, path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(folder, `.${randomUUID()}`);
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}
