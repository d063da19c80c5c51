import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { rootSecrets } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'

/** 16 of 32 bytes: nobody guesses 128 bits, and the text goes into a URL. */
const MAC_BYTES = 16
const MAX_STATE_BYTES = 4 * 1024 * 1024

/**
 * Where a search goes on: the whole query and its position, as text that only this console can have made. Nothing is kept in
 * memory, so every process with the same root secret reads it, also after a restart.
 *
 * @param scope what it is good for; read with another scope it is foreign
 * @param state must survive JSON; no `bigint`
 */
export function encodeCursor(scope: string, state: unknown): string {
  const payload = deflateRawSync(JSON.stringify(state))
  return Buffer.concat([mac(rootSecrets().current, scope, payload), payload]).toString('base64url')
}

/**
 * The state of a cursor, just as it was given to `encodeCursor`.
 *
 * @throws AppError INVALID_INPUT for a text that was altered, cut or made for another scope or by another console
 */
export function decodeCursor(scope: string, cursor: string): unknown {
  const bytes = /^[\w-]+$/.test(cursor) ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0)
  const given = bytes.subarray(0, MAC_BYTES)
  const payload = bytes.subarray(MAC_BYTES)
  const { current, previous } = rootSecrets()
  const isOurs =
    given.length === MAC_BYTES &&
    [current, ...previous].some((secret) => timingSafeEqual(mac(secret, scope, payload), given))
  // base64url reads several texts as the same bytes: only the one that was given out counts.
  if (!isOurs || bytes.toString('base64url') !== cursor) throw foreignCursor()
  return JSON.parse(inflateRawSync(payload, { maxOutputLength: MAX_STATE_BYTES }).toString('utf8'))
}

function foreignCursor(): AppError {
  const detail = 'This cursor was altered or does not belong to this search.'
  return new AppError('INVALID_INPUT', detail, { fields: [{ path: 'query.cursor', rule: 'foreignCursor', detail }] })
}

function mac(secret: string, scope: string, payload: Buffer): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'apogee message cursor', 32))
  return createHmac('sha256', key).update(`${scope}\n`).update(payload).digest().subarray(0, MAC_BYTES)
}
