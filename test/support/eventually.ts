const LOOK_EVERY_MS = 50;

/**
 * Looks until there is something to see; tests wait for conditions, never for times.
 *
 * @param look answers `undefined` or `false` as long as it is not so yet; what it throws ends the waiting.
 * @throws Error that says what did not come.
 */
export async function eventually<Seen>(
  what: string,
  look: () => Seen | undefined | false | Promise<Seen | undefined | false>,
  seconds = 60,
): Promise<Seen> {
  const deadline = performance.now() + seconds * 1000;
  do {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  } while (performance.now() < deadline);
  throw new Error(`not within ${seconds} s: ${what}`);
}
