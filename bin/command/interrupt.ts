/** npm passes on a Ctrl-C that the terminal has given to everyone already: that is not a second one. */
const ECHO_MS = 1_000;

/**
 * Ctrl-C and a polite kill: `stop` puts everything down and says how to go on; a second Ctrl-C ends at once.
 *
 * @returns a function that stops listening.
 */
export function onInterrupt(stop: () => Promise<string>): () => void {
  let stoppingSince: number | undefined;
  const listener = () => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > ECHO_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    stop().then(
      (word) => {
        process.stderr.write(`\nbreach-notify: ${word}\n`);
        process.exit(1);
      },
      (error: Error) => {
        process.stderr.write(`\nbreach-notify: ${error.message}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}
