import { expect, test } from 'vitest'
import { draftOfSilence, emptySilence, isWide, toSilence } from './silence-draft.ts'

const now = new Date('2026-11-22T10:00:00Z')
const context = { now, timeZone: 'UTC' }

test('a silence of an hour begins now, and says nothing of what it does not narrow by', () => {
  expect(toSilence({ ...emptySilence('rmq-aaaaaaaa'), reason: ' deploy ' }, context)).toEqual({
    scope: { clusterId: 'rmq-aaaaaaaa' },
    endsAt: new Date('2026-11-22T11:00:00Z'),
    reason: 'deploy',
  })
})

test('from and to are typed in the zone of the console', () => {
  const draft = { ...emptySilence(null), from: '2026-11-23 02:00', length: 'at' as const, until: '2026-11-23 04:00' }
  expect(toSilence(draft, { now, timeZone: 'Asia/Shanghai' })).toMatchObject({
    startsAt: new Date('2026-11-22T18:00:00Z'),
    endsAt: new Date('2026-11-22T20:00:00Z'),
  })
})

test('a time that cannot be read, or an end before the start, is said at its field', () => {
  const draft = emptySilence(null)
  expect(toSilence({ ...draft, from: 'soon' }, context)).toEqual({ problem: 'from' })
  expect(toSilence({ ...draft, length: 'at', until: '' }, context)).toEqual({ problem: 'until' })
  expect(toSilence({ ...draft, length: 'at', until: '2026-11-22 09:00' }, context)).toEqual({ problem: 'order' })
})

test('what is saved is edited as it was: a new reason makes no silence wider', () => {
  const draft = {
    ...emptySilence('rmq-aaaaaaaa'),
    pattern: 'pay-*',
    level: 'topic' as const,
    labels: ['team=pay'],
    severities: ['WARNING' as const],
    from: '2026-11-22 12:00:00',
    length: 'at' as const,
    until: '2026-11-22 13:00:00',
    reason: 'move',
  }
  const saved = toSilence(draft, context)
  if ('problem' in saved) throw new Error(saved.problem)
  const silence = { ...saved, startsAt: saved.startsAt ?? now, endsAt: saved.endsAt ?? null, recurring: null }
  const show = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ')
  expect(draftOfSilence(silence as never, show)).toEqual(draft)
  expect(toSilence({ ...draftOfSilence(silence as never, show), reason: 'longer move' }, context)).toMatchObject({
    scope: saved.scope,
    reason: 'longer move',
  })
})

test('a silence that names nothing is wide', () => {
  expect(isWide(emptySilence('rmq-aaaaaaaa'))).toBe(true)
  expect(isWide({ ...emptySilence('rmq-aaaaaaaa'), pattern: 'pay*' })).toBe(false)
})
