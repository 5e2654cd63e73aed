const LOOK_EVERY_MS = 250;

/**
 * Ends this process when npm has been killed. npm waits for what it starts, so a parent that is gone was killed; a
 * stack that went on without it would keep the data folder from the same command started again.
 */
export function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  const look = () => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGKILL');
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}
