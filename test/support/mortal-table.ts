import type { RegisterTable } from '../../lambdas/adapters/register/table';

/** A register whose process dies when it has written as often as `life` says, counted down there; it may go on reading. */
export function mortalTable(table: RegisterTable, life: { writesLeft: number }): RegisterTable {
  return new Proxy(table, {
    get: (target, name) => {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const writes = name !== 'get' && name !== 'query';
        if (writes && life.writesLeft-- <= 0) throw new Error('the process died');
        return member.apply(target, args) as unknown;
      };
    },
  });
}
