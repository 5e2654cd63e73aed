import type { Expression, Key, RangeOptions, TransactedWrite } from '../../lambdas/adapters/register/table';
import { ConditionLost } from '../../lambdas/shared/errors';

type Item = Key & object;

/** The register in memory: partitions in sort-key order, and the one condition the tested code uses on puts. */
export class FakeTable {
  private readonly partitions = new Map<string, Map<string, Item>>();
  /** Runs before each put, so that a test can let somebody else be first. */
  beforePut: (item: Item) => void = () => {};

  seed(...items: Item[]): void {
    for (const item of items) this.partition(item.pk).set(item.sk, structuredClone(item));
  }

  remove({ pk, sk }: Key): void {
    this.partition(pk).delete(sk);
  }

  items<T>(pk: string): T[] {
    return this.sorted(pk) as T[];
  }

  async get<T extends object>({ pk, sk }: Key): Promise<T | undefined> {
    return structuredClone(this.partition(pk).get(sk)) as T | undefined;
  }

  async put(item: Item, condition?: Expression): Promise<void> {
    this.beforePut(item);
    const current = this.partition(item.pk).get(item.sk);
    if (condition && condition.expression !== 'attribute_not_exists(pk)')
      throw new Error('unknown condition');
    if (condition && current) throw new ConditionLost(current as unknown as Record<string, unknown>);
    this.seed(item);
  }

  /** Understands `SET #a = :a, b = :b`, `REMOVE #a` and a predicate in place of DynamoDB's condition language. */
  async update<T extends object>(
    key: Key,
    { expression, names = {}, values = {} }: Expression,
    condition?: string,
  ): Promise<T> {
    const current = { ...(this.partition(key.pk).get(key.sk) ?? key) } as Record<string, unknown>;
    if (condition && !holds(condition, current, names, values)) throw new ConditionLost(current);
    for (const [, field, value] of expression.matchAll(/([#\w]+) = (:\w+)/g)) {
      current[names[field!] ?? field!] = values[value!];
    }
    for (const [, field] of expression.matchAll(/REMOVE ([#\w]+)/g)) delete current[names[field!] ?? field!];
    this.seed(current as unknown as Item);
    return structuredClone(current) as T;
  }

  /** All or nothing. */
  async transact(writes: readonly TransactedWrite[]): Promise<void> {
    const before = structuredClone(this.partitions);
    try {
      for (const write of writes) {
        if ('put' in write) await this.put(write.put, write.condition);
        else await this.update(write.key, write.update, write.condition);
      }
    } catch (error) {
      this.partitions.clear();
      for (const [pk, items] of before) this.partitions.set(pk, items);
      throw error;
    }
  }

  async *query<T extends object>(
    pk: string,
    { prefix = '', after, descending }: RangeOptions = {},
  ): AsyncGenerator<T> {
    const found = this.sorted(pk).filter(
      (item) => item.sk.startsWith(prefix) && (after === undefined || item.sk > after),
    );
    for (const item of descending ? found.reverse() : found) yield structuredClone(item) as unknown as T;
  }

  private sorted(pk: string): Item[] {
    return [...this.partition(pk).values()].sort((a, b) => (a.sk < b.sk ? -1 : 1));
  }

  private partition(pk: string): Map<string, Item> {
    const found = this.partitions.get(pk) ?? new Map<string, Item>();
    this.partitions.set(pk, found);
    return found;
  }
}

/** `a = :b`, `a < :b`, attribute_not_exists(a), AND, OR and parentheses, by turning the condition into its JavaScript self. */
function holds(
  condition: string,
  item: Record<string, unknown>,
  names: Record<string, string>,
  values: Record<string, unknown>,
): boolean {
  const script = condition
    .replace(/attribute_not_exists\(([#\w]+)\)/g, (_, field: string) =>
      String(item[names[field] ?? field] === undefined),
    )
    .replace(/([#\w]+) (=|<) (:\w+)/g, (_, field: string, operator: string, value: string) => {
      const [left, right] = [item[names[field] ?? field], values[value]] as [string, string];
      return String(operator === '=' ? left === right : left < right);
    })
    .replaceAll('AND', '&&')
    .replaceAll('OR', '||');
  return new Function(`return ${script}`)() as boolean;
}
