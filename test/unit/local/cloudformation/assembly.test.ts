import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../../local/cloudformation/assembly';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assembly-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
const stack = (templateFile: string, dependencies: string[] = []) => ({
  type: 'aws:cloudformation:stack',
  dependencies,
  properties: { templateFile },
});

test('a stack comes after those it depends on, whatever the manifest’s order', () => {
  for (const id of ['A', 'B', 'C']) write(`${id}.json`, { Resources: {}, Description: id });
  write('manifest.json', {
    artifacts: {
      C: stack('C.json', ['B', 'Tree']),
      B: stack('B.json', ['A']),
      A: stack('A.json'),
      Tree: { type: 'cdk:tree' },
    },
  });
  expect(readAssembly(folder).stacks.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
});

test('assets are found by the key that the template names', () => {
  write('S.assets.json', {
    files: {
      h: {
        source: { path: 'asset.h', packaging: 'zip' },
        destinations: { d: { bucketName: 'b', objectKey: 'h.zip' } },
      },
    },
  });
  write('manifest.json', {
    artifacts: { 'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } } },
  });
  expect(readAssembly(folder).assets.get('h.zip')).toBe(join(folder, 'asset.h'));
});

test('an assembly inside the assembly belongs to it', () => {
  mkdirSync(join(folder, 'inner'));
  write('inner/T.json', { Resources: {} });
  write('inner/manifest.json', { artifacts: { Inner: stack('T.json') } });
  write('manifest.json', {
    artifacts: { stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'inner' } } },
  });
  expect(readAssembly(folder).stacks.map(({ name }) => name)).toEqual(['Inner']);
});

test('a folder without an assembly is one clear sentence', () => {
  expect(() => readAssembly(join(folder, 'nothing'))).toThrow('holds no synthesized assembly');
});
