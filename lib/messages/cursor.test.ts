import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const state = { query: { topic: 'orders' }, position: [['broker-a', [[0, ['0', '9223372036854775807', '5']]]]] }

describe('a cursor', () => {
  it('gives back the state it was made of', () => {
    expect(decodeCursor('messages a', encodeCursor('messages a', state))).toEqual(state)
  })

  it('is read by another process with the same secret (M-3)', () => {
    const script = `
      const { decodeCursor } = await import(${JSON.stringify(fileURLToPath(new URL('./cursor.ts', import.meta.url)))})
      console.log(JSON.stringify(decodeCursor('messages a', process.argv[1])))`
    const args = ['--input-type=module', '-e', script, encodeCursor('messages a', state)]
    expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toEqual(state)
  })

  it('of another scope is foreign', () => {
    expect(() => decodeCursor('messages b', encodeCursor('messages a', state))).toThrow('does not belong')
  })

  it('is refused after any change of one character', () => {
    const cursor = encodeCursor('messages a', state)
    for (let at = 0; at < cursor.length; at++) {
      const other = cursor[at] === 'A' ? 'B' : 'A'
      const altered = cursor.slice(0, at) + other + cursor.slice(at + 1)
      expect(() => decodeCursor('messages a', altered)).toThrow('does not belong')
    }
  })

  it.each(['', 'x', 'not base64 !', 'A'.repeat(500)])('that is none is refused: %s', (text) => {
    expect(() => decodeCursor('messages a', text)).toThrow('does not belong')
  })

  it('stays short with many queues', () => {
    const queues = Array.from({ length: 256 }, (_, id) => [id, ['88143010', `${88_148_464 + id}`, '88200000']])
    expect(encodeCursor('messages a', { position: [['broker-a', queues]] }).length).toBeLessThan(4_000)
  })
})
