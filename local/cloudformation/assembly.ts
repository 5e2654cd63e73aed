import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './template';

export interface SynthesizedStack {
  name: string;
  template: Template;
}

export interface Assembly {
  /** A stack comes after every stack it depends on. */
  stacks: SynthesizedStack[];
  /** Folder (or file) of each asset by the S3 key that the template names: `<hash>.zip` is kept unpacked. */
  assets: ReadonlyMap<string, string>;
}

interface Artifact {
  type: string;
  displayName?: string;
  dependencies?: string[];
  properties?: { templateFile?: string; stackName?: string; file?: string; directoryName?: string };
}

interface AssetFile {
  source: { path?: string; packaging?: string };
  destinations: Record<string, { objectKey: string }>;
}

/** Reads what `cdk synth` wrote. @throws Error when the folder holds no assembly. */
export function readAssembly(folder: string): Assembly {
  const artifacts = new Map(Object.entries(readManifest(folder).artifacts));
  const stacks: SynthesizedStack[] = [];
  const assets = new Map<string, string>();
  for (const id of inOrder(artifacts)) {
    const { type, properties } = artifacts.get(id)!;
    if (type === 'aws:cloudformation:stack') {
      const template = readJson<Template>(join(folder, properties!.templateFile!));
      stacks.push({ name: properties?.stackName ?? id, template });
    } else if (type === 'cdk:asset-manifest') {
      readAssets(folder, properties!.file!, assets);
    } else if (type === 'cdk:cloud-assembly') {
      const nested = readAssembly(join(folder, properties!.directoryName!));
      stacks.push(...nested.stacks);
      for (const [key, path] of nested.assets) assets.set(key, path);
    }
  }
  return { stacks, assets };
}

function readManifest(folder: string): { artifacts: Record<string, Artifact> } {
  try {
    return readJson(join(folder, 'manifest.json'));
  } catch (error) {
    throw new Error(`${folder} holds no synthesized assembly: run the synthesis first`, { cause: error });
  }
}

function readAssets(folder: string, file: string, assets: Map<string, string>): void {
  const { files = {} } = readJson<{ files?: Record<string, AssetFile> }>(join(folder, file));
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations)) {
      if (source.path) assets.set(objectKey, join(folder, source.path));
    }
  }
}

function inOrder(artifacts: Map<string, Artifact>): string[] {
  const ordered = new Set<string>();
  const visit = (id: string) => {
    if (ordered.has(id)) return;
    for (const needed of artifacts.get(id)?.dependencies ?? []) if (artifacts.has(needed)) visit(needed);
    ordered.add(id);
  };
  for (const id of artifacts.keys()) visit(id);
  return [...ordered];
}

const readJson = <Content>(path: string): Content => JSON.parse(readFileSync(path, 'utf8')) as Content;
