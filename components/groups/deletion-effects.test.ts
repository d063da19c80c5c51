import { expect, it } from 'vitest'
import { sumEffects } from './deletion-effects.ts'

const effect = (kind: string, count: bigint | null) => ({ kind, target: 'billing', count, detail: '' })

it('adds what is known, and says what is not', () => {
  const effects = [effect('clients', 2n), effect('lag', 5n), effect('lag', 7n), effect('deadLetterTopic', null)]
  expect(sumEffects(effects)).toEqual({ clients: 2n, offsets: 0n, deadLetters: null, lag: 12n })
})
