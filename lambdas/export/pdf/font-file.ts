import { readFile } from 'node:fs/promises';
import { create, type Font } from '@cantoo/fontkit';
import decompress from 'wawoff2/decompress';
import type { Slice, Weight } from './font-slices';
import { glyphBytes } from './glyph-bytes';

/** Opens one slice at one weight: 1 ms for a static one, 5 ms for a variable one. */
export async function openFont(slice: Slice, weight: Weight): Promise<Font> {
  const bytes = await readFile(require.resolve(slice.file(weight)));
  if (!slice.variable) return create(bytes) as Font;
  return atWeight(create(Buffer.from(await decompress(bytes))) as Font, weight);
}

/**
 * A variable font at one weight. fontkit 2.0 moves the outlines there, but cannot write them into a subset: its
 * encoder hands a length to a stream that wants bytes. So the subset gets ours.
 */
function atWeight(font: Font, wght: Weight): Font {
  const instance = font.getVariation({ wght });
  const createSubset = instance.createSubset.bind(instance);
  instance.createSubset = () => Object.assign(createSubset(), { glyphEncoder: { encodeSimple: glyphBytes } });
  return instance;
}
