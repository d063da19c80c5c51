/** A queue in which callers take turns: one that asks for 10,000 things does not make the others wait for all of them. */
export class FairQueue<T> {
  /** In turn order: the first caller is served next, then goes to the end. Set order is insertion order. */
  private readonly itemsByCaller = new Map<string, Set<T>>()
  private count = 0

  get size(): number {
    return this.count
  }

  push(caller: string, item: T): void {
    const items = this.itemsByCaller.get(caller)
    if (items) items.add(item)
    else this.itemsByCaller.set(caller, new Set([item]))
    this.count += 1
  }

  shift(): T | undefined {
    for (const [caller, items] of this.itemsByCaller) {
      for (const item of items) {
        items.delete(item)
        this.count -= 1
        this.itemsByCaller.delete(caller)
        if (items.size > 0) this.itemsByCaller.set(caller, items)
        return item
      }
    }
    return undefined
  }

  remove(caller: string, item: T): void {
    const items = this.itemsByCaller.get(caller)
    if (!items?.delete(item)) return
    this.count -= 1
    if (items.size === 0) this.itemsByCaller.delete(caller)
  }
}
