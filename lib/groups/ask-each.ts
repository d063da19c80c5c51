/**
 * Calls `ask` for each item, a few at a time, in order.
 *
 * @throws what the first failing call threw; no further one begins then
 */
export async function askEach<T>(
  items: readonly T[],
  inFlight: number,
  ask: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  let hasFailed = false
  const work = async () => {
    for (const item of queue) {
      if (hasFailed) return
      try {
        await ask(item)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, work))
}
