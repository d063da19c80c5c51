import type { ReadScope } from '#lib/users/read-scope.ts'
import type { GroupInventory } from './group-inventory.ts'
import type { Inventory } from './inventory.ts'

/** What a scope sees of one reading; as long as the reading is the same, so that rows made of it serve the next request too. */
const seen = new WeakMap<object, Map<string, unknown>>()
/** Scopes that one reading is kept for. Whoever comes after that is filtered for anew. */
const MAX_KEPT = 64

/** Filters once per reading and scope. */
export function keptFor<T extends object, Seen>(reading: T, { key }: Pick<ReadScope, 'key'>, filter: () => Seen): Seen {
  const byKey = seen.get(reading) ?? new Map<string, unknown>()
  seen.set(reading, byKey)
  if (byKey.has(key)) return byKey.get(key) as Seen // kept under this key by the same caller
  const filtered = filter()
  if (byKey.size >= MAX_KEPT) byKey.clear()
  byKey.set(key, filtered)
  return filtered
}

/** The topics that somebody sees. Brokers are the same for all: they have to be asked. */
export function scopedInventory(inventory: Inventory, scope: ReadScope): Inventory {
  if (scope.isWhole) return inventory
  const topicConfigs = keptFor(inventory.topicConfigs, scope, () => {
    const narrow = pick(inventory.topicConfigs, (name) => scope.topic(name))
    wholes.set(narrow, inventory.topicConfigs)
    return narrow
  })
  return { ...inventory, topicConfigs }
}

const wholes = new WeakMap<Inventory['topicConfigs'], Inventory['topicConfigs']>()

/** What the topics of a scope were picked out of: what is joined of all of them need not be joined again of some. */
export const wholeOf = (topicConfigs: Inventory['topicConfigs']): Inventory['topicConfigs'] | undefined =>
  wholes.get(topicConfigs)

/** The groups that somebody sees. */
export function scopedGroupInventory(inventory: GroupInventory, scope: ReadScope): GroupInventory {
  if (scope.isWhole) return inventory
  const groupConfigs = keptFor(inventory.groupConfigs, scope, () =>
    pick(inventory.groupConfigs, (name) => scope.group(name)),
  )
  return { ...inventory, groupConfigs }
}

/** What is seen on each broker. Most names stand on every broker: each is judged once. */
function pick<Config, Broker extends { configs: ReadonlyMap<string, Config> }>(
  brokers: readonly Broker[],
  isSeen: (name: string) => boolean,
): Broker[] {
  const done: { all: ReadonlyMap<string, Config>; seen: Map<string, Config> }[] = []
  return brokers.map((broker) => {
    const seen = new Map<string, Config>()
    for (const [name, config] of broker.configs) {
      const before = done.find(({ all }) => all.has(name))
      if (before ? before.seen.has(name) : isSeen(name)) seen.set(name, config)
    }
    done.push({ all: broker.configs, seen })
    return { ...broker, configs: seen }
  })
}
