/** The first thing that is wrong with a pack, in one sentence. */
export class Fault extends Error {}
