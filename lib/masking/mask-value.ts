import { createHmac, hkdfSync } from 'node:crypto'
import { rootSecrets } from '#lib/env.ts'
import type { MaskAction } from './schema.ts'

export const MASK = '***'
const LAST = 4
/** Of a shorter value four characters would be most of it. */
const MIN_FOR_LAST = 9
/** 64 bits: different values look different, and whoever has no key cannot try values out. */
const HASH_CHARACTERS = 16

/** A value as it is shown instead. @returns null: nothing is left of it */
export function maskValue(value: string, action: MaskAction): string | null {
  switch (action) {
    case 'REMOVE':
      return null
    case 'REPLACE':
      return MASK
    case 'KEEP_LAST_4': {
      const characters = [...value]
      return characters.length < MIN_FOR_LAST ? MASK : MASK + characters.slice(-LAST).join('')
    }
    case 'HASH':
      return `#${createHmac('sha256', hashKey()).update(value).digest('hex').slice(0, HASH_CHARACTERS)}`
  }
}

let known: { secret: string; key: Buffer } | null = null

/** Of this installation: the same value looks the same everywhere in it, and in no other one. */
function hashKey(): Buffer {
  const secret = rootSecrets().current
  if (known?.secret !== secret) {
    known = { secret, key: Buffer.from(hkdfSync('sha256', secret, '', 'masking', 32)) }
  }
  return known.key
}
