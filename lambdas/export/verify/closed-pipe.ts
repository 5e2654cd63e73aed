/** Whoever has read enough closes the pipe, as `| head -1` does: what is left goes nowhere, and the answer stays the same. */
export function takeClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
