import { randomInt } from 'node:crypto'

const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 32

/** A secret of 32 letters and digits: 190 bits, and nothing that a shell or a properties file would change. */
export const makeSecretKey = (): string =>
  Array.from({ length: LENGTH }, () => characters[randomInt(characters.length)]).join('')

/** The one that somebody typed, or a new one. */
export const secretKeyOf = (input: { keyGeneration: 'AUTO' | 'MANUAL'; secretKey?: string | undefined }): string =>
  input.keyGeneration === 'MANUAL' && input.secretKey !== undefined ? input.secretKey : makeSecretKey()
