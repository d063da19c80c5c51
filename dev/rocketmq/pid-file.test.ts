import { expect, it } from 'vitest'
import { isServerOf } from './pid-file.ts'

it.each([
  ['a server of the folder', 'java -Dapogee.lab=/tmp/lab -Xmx128m -cp x Main', true],
  ['one whose java is named with its path', '/usr/bin/java -Dapogee.lab=/tmp/lab -Xmx128m', true],
  ['a server of a folder whose name begins the same', 'java -Dapogee.lab=/tmp/lab2 -Xmx128m', false],
  ['a server of a folder inside', 'java -Dapogee.lab=/tmp/lab/a -Xmx128m', false],
  ['a search for it', 'pgrep -f -Dapogee.lab=/tmp/lab -Xmx128m', false],
  ['another program in Java', 'java -Xmx128m -cp /tmp/lab Main', false],
])('%s', (_, commandLine, expected) => {
  expect(isServerOf('/tmp/lab', commandLine)).toBe(expected)
})
