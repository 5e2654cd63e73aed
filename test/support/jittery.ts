/** A generator of numbers from 0 to 1 that a seed decides (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The same object, whose promises take a while: before and after each call other work may go on, as long as the seed
 * says. Several of them over one store run through each other as Lambdas do.
 */
export function jittery<Target extends object>(target: Target, seed: number): Target {
  const next = random(seed);
  const rest = async () => {
    for (let turns = Math.floor(next() * 6); turns > 0; turns--) await new Promise(setImmediate);
  };
  return new Proxy(target, {
    get(object, name, receiver) {
      const member = Reflect.get(object, name, receiver) as unknown;
      if (typeof member !== 'function') return member;
      if (name === 'query') return member.bind(object);
      return async (...args: unknown[]) => {
        await rest();
        const answer = await (member as (...given: unknown[]) => Promise<unknown>).apply(object, args);
        await rest();
        return answer;
      };
    },
  });
}
