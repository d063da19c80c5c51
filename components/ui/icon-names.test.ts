import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { iconNames } from './icon-names.ts'

const idsIn = (path: string, prefix: string) =>
  [...readFileSync(new URL(path, import.meta.url), 'utf8').matchAll(/<symbol id="([^"]+)"/g)].map((match) =>
    match[1]?.slice(prefix.length),
  )

test('names and sprite hold exactly the drawn icons', () => {
  const drawn = idsIn('../../design/icons.svg', '')
  expect([...iconNames]).toEqual(drawn)
  expect(idsIn('./icon-sprite.tsx', 'icon-')).toEqual(drawn)
})
