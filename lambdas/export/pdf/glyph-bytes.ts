/** An outline as fontkit gives it: moveTo, lineTo, quadraticCurveTo, closePath. */
export interface Outline {
  commands: readonly { command: string; args: readonly number[] }[];
}

/**
 * The outline as one simple glyph of a TrueType `glyf` table, uncompressed: every point takes a byte for its flag
 * (1 when it is on the curve) and two for each coordinate, as the difference to the point before.
 *
 * https://learn.microsoft.com/typography/opentype/spec/glyf#simple-glyph-description
 */
export function glyphBytes({ commands }: Outline): Uint8Array {
  const points: { x: number; y: number; on: 0 | 1 }[] = [];
  const ends: number[] = [];
  for (const { command, args } of commands) {
    if (command === 'closePath') ends.push(points.length - 1);
    // of a curve's two points the first is its control point
    for (let i = 0; i < args.length; i += 2) {
      const on = i === args.length - 2 ? 1 : 0;
      points.push({ x: Math.round(args[i] ?? 0), y: Math.round(args[i + 1] ?? 0), on });
    }
  }
  if (points.length === 0) return new Uint8Array(0);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const shorts = [
    ends.length,
    Math.min(...xs),
    Math.min(...ys),
    Math.max(...xs),
    Math.max(...ys),
    ...ends,
    0,
  ];
  const size = shorts.length * 2 + points.length * 5;
  // glyphs start at multiples of four
  const bytes = Buffer.alloc(Math.ceil(size / 4) * 4);
  let at = 0;
  for (const short of shorts) at = bytes.writeInt16BE(short, at);
  for (const { on } of points) at = bytes.writeUInt8(on, at);
  for (const axis of [xs, ys]) {
    axis.forEach((value, i) => {
      at = bytes.writeInt16BE(value - (axis[i - 1] ?? 0), at);
    });
  }
  return bytes;
}
