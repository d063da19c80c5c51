import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseStack } from './parse-stack.ts'

const captured = readFileSync(new URL('testdata/jstack.java-5.5.0.txt', import.meta.url), 'utf8')

describe('what a Java client of 5.5.0 sent', () => {
  const { threads, equalStacks, otherText, isCut } = parseStack(captured)

  test('every thread has its name, state and frames, also where the name is longer than its column', () => {
    expect(otherText).toBeNull()
    expect(isCut).toBe(false)
    expect(threads).toHaveLength(captured.match(/TID: \d+ STATE: /g)?.length ?? 0)
    expect(threads.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['main', 'small topics', 'Reference Handler', 'ConsumeMessageThread_demo_billing_1']),
    )
    const guard = threads.find(({ name }) => name.endsWith('_GuardForSyncSend'))
    expect(guard?.name).toBe('Client_192.0.2.2@PID_CLIENT_INNER_TRACE_PRODUCER_127.0.0.1:24301_GuardForSyncSend')
    const frames = threads.flatMap((thread) => thread.frames)
    expect(frames.length).toBeGreaterThan(50)
    for (const frame of frames) expect(frame).toMatch(/^\S+\([^)]*\)$/)
  })

  test('equal stacks stand together, the largest group first, and no thread is lost', () => {
    expect(equalStacks.reduce((sum, { count }) => sum + count, 0)).toBe(threads.length)
    const counts = equalStacks.map(({ count }) => count)
    expect(counts).toEqual([...counts].sort((a, b) => b - a))
    expect(equalStacks.find(({ threadNames }) => threadNames.includes('RebalanceService'))).toMatchObject({
      count: 2,
      state: 'TIMED_WAITING',
      threadNames: ['RebalanceService', 'RebalanceService'],
    })
  })
})

const thread = (name: string, state: string, ...frames: string[]) =>
  [`${name.padEnd(40)}TID: 7 STATE: ${state}`, ...frames.map((frame) => name.padEnd(40) + frame), '', ''].join('\n')

describe('what a client is free to send', () => {
  test('one stack in two states is two groups', () => {
    const { equalStacks } = parseStack(thread('a', 'BLOCKED', 'x.y(Z:1)') + thread('b', 'RUNNABLE', 'x.y(Z:1)'))
    expect(equalStacks.map(({ count, state }) => [count, state])).toEqual([
      [1, 'BLOCKED'],
      [1, 'RUNNABLE'],
    ])
  })

  test('another form is kept as text', () => {
    const text = 'goroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d\n'
    expect(parseStack(text)).toEqual({
      threads: [],
      equalStacks: [],
      otherText: 'goroutine 1 [running]:\nmain.main()\n /app/main.go:7 +0x1d',
      isCut: false,
    })
  })

  test('Windows line ends, escapes for terminals and markup are only text', () => {
    const { threads } = parseStack(thread('<b>\u001b[31mred', 'RUNNABLE', 'a.b(<script>)').replaceAll('\n', '\r\n'))
    expect(threads).toEqual([{ name: '<b>[31mred', state: 'RUNNABLE', frames: ['a.b(<script>)'] }])
  })

  test('a name that looks like a head, and an empty one', () => {
    const { threads } = parseStack(
      thread('x TID: 1 STATE: RUNNABLE', 'WAITING', 'a.b(C:1)') + thread('', 'WAITING', 'a.b(C:1)'),
    )
    expect(threads.map(({ name, frames }) => [name, frames])).toEqual([
      ['x TID: 1 STATE: RUNNABLE', ['a.b(C:1)']],
      ['', ['a.b(C:1)']],
    ])
  })

  test.each([
    ['megabytes of one line', 'x'.repeat(9_000_000)],
    ['megabytes of threads', thread('t', 'RUNNABLE', 'a.b(C:1)').repeat(100_000)],
    ['one thread of endless depth', thread('t', 'RUNNABLE', ...Array.from({ length: 50_000 }, () => 'a.b(C:1)'))],
    ['lines that are almost heads', `${'TID: 1 STATE: '.repeat(200_000)}\n`],
  ])('%s: cut, said so, in no time', (_, text) => {
    const startedAt = performance.now()
    const stack = parseStack(text)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(stack.isCut).toBe(true)
    expect(JSON.stringify(stack).length).toBeLessThan(8 * 1024 * 1024)
  })
})
