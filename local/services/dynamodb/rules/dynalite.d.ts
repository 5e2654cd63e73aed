/** What we use of dynalite 4, which ships no types. Its modules are CommonJS objects, looked up at each call. */
declare module 'dynalite/db' {
  import type { DynaliteStore } from '../storage/staging';
  import type { AttributeValue, Data, Item, TableDefinition } from '../types';

  const db: {
    createKey(item: Item, table: TableDefinition): string;
    validateKey(key: Item, table: TableDefinition): Error | null | undefined;
    validateItem(item: Item, table: TableDefinition): Error | null | undefined;
    validationError(message: string): Error;
    itemSize(item: Item): number;
    checkConditional(data: Data, existing?: Item): (Error & { body: Record<string, unknown> }) | null;
    matchesExprFilter(item: Item, expression: unknown): boolean;
    compare(comparison: string, value: AttributeValue, operands: AttributeValue | AttributeValue[]): boolean;
    mapPaths(paths: unknown[], item: Item): Item;
    updateIndexes(
      store: unknown,
      table: TableDefinition,
      before: Item | undefined,
      after: Item | null,
      done: (error?: Error) => void,
    ): void;
    queryTable(
      store: DynaliteStore,
      table: TableDefinition,
      data: Data,
      range: import('../types').KeyRange,
      isLocal: boolean | undefined,
      fetchFromItemDb: boolean,
      startKeyNames: string[],
      done: (error: Error | null, result?: Record<string, unknown>) => void,
    ): void;
  };
  export = db;
}

declare module 'dynalite/validations' {
  import type { AttributeValue, Data } from '../types';

  const validations: {
    checkTypes(data: Data, types: Record<string, unknown>): Data;
    checkValidations(data: Data, types: Record<string, unknown>, custom: unknown, store: unknown): void;
    validateExpressions(data: Data): string | undefined;
    validateAttributeValue(value: AttributeValue): string | undefined;
  };
  export = validations;
}

declare module 'dynalite/validations/*' {
  const validation: { types: Record<string, unknown>; custom: unknown };
  export = validation;
}

declare module 'dynalite/actions/*' {
  import type { DynaliteStore } from '../storage/staging';
  import type { Data } from '../types';

  function action(
    store: DynaliteStore,
    data: Data,
    done: (error: Error | null, result?: Record<string, unknown>) => void,
  ): void;
  export = action;
}
