import { expect, it } from 'vitest'
import { hexDump } from './hex-dump.ts'

it('writes 16 bytes a line, with their offset and their ASCII', () => {
  expect(hexDump(Buffer.from('{"a":1}\nxyz 0123\u00ff', 'latin1').toString('hex'))).toBe(
    [
      '00000000  7b 22 61 22 3a 31 7d 0a  78 79 7a 20 30 31 32 33  {"a":1}.xyz 0123',
      '00000010  ff                                                .',
    ].join('\n'),
  )
})

it('writes nothing for no bytes', () => {
  expect(hexDump('')).toBe('')
})
