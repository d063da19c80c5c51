import { describe, expect, it } from 'vitest'
import { joinOnline } from './online.ts'
import { flipsOf, type ToldSet, watchSets } from './watch-flips.ts'

const MINUTE_MS = 60_000
const grpc = ['host@1@0@abc', 'host@2@0@abd']

/** What one server tells of the group at a minute; undefined: it does not answer. */
const told = (minute: number, expression: string | undefined, clientIds: readonly string[] = grpc) => {
  const subscription = { topicName: 'orders', expressionType: 'TAG', expression: expression ?? '' }
  const connection = {
    clients: clientIds.map((clientId) => ({ clientId, address: '', language: 'JAVA', version: '', versionOrdinal: 0 })),
    subscriptions: [{ ...subscription, subVersion: BigInt(minute), isClassFilter: false }],
    consumeType: 'CONSUME_POP',
    messageModel: 'CLUSTERING',
    consumeFromWhere: null,
  }
  const answer = expression === undefined ? undefined : connection
  return joinOnline([{ name: 'proxy-1', kind: 'proxy', connection: answer }], minute * MINUTE_MS)
}

/** What is remembered after these, `minute: expression`. */
const watched = (...answers: [minute: number, expression: string | undefined, clientIds?: readonly string[]][]) =>
  answers.reduce<readonly ToldSet[] | undefined>((before, answer) => watchSets(before, told(...answer)), undefined)
const flips = (minute: number, ...answers: Parameters<typeof watched>) =>
  flipsOf(watched(...answers) ?? [], minute * MINUTE_MS)

describe('sets of a group whose clients cannot be asked', () => {
  it('one that came back soon after it had gone was told by clients that differ', () => {
    const found = flips(8, [0, 'paid'], [1, 'paid'], [3, 'sent'], [4, 'sent'], [6, 'paid'])
    expect(found?.since).toBe(3 * MINUTE_MS)
    expect(found?.sets.map(({ subscriptions: [own], since }) => [own?.expression, since / MINUTE_MS])).toEqual([
      ['paid', 6],
      ['sent', 3],
    ])
  })

  it('one change is a new version of the clients, and so is one that is taken back much later', () => {
    expect(flips(8, [0, 'paid'], [3, 'sent'])).toBeNull()
    expect(flips(8, [0, 'paid'], [3, 'sent'], [6, 'all'])).toBeNull()
    expect(flips(40, [0, 'paid'], [3, 'sent'], [40, 'paid'])).toBeNull()
  })

  it('it goes on for as long as it changes, and is over when it has settled for a while', () => {
    const often = Array.from({ length: 20 }, (_, i): [number, string] => [5 * i, i % 2 ? 'sent' : 'paid'])
    expect(flips(96, ...often)).not.toBeNull()
    expect(watched(...often)).toHaveLength(4)
    expect(flips(106, ...often)).not.toBeNull()
    expect(flips(108, ...often)).toBeNull()
  })

  it('a silent server changes nothing; with less than two gRPC clients nothing is remembered', () => {
    expect(flips(6, [0, 'paid'], [2, undefined], [4, 'paid'])).toBeNull()
    expect(watched([0, 'paid'], [2, undefined])).toHaveLength(1)
    expect(watched([0, 'paid'], [2, 'sent', grpc.slice(1)])).toBeUndefined()
    expect(watched([0, 'paid', ['10.0.0.1@1', '10.0.0.2@1']])).toBeUndefined()
  })
})
