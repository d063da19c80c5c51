import { createHash, randomBytes } from 'node:crypto'

const prefix = 'apg_'

/** 256 random bits, so a plain hash keeps it safe: nobody can try them. */
export function makeTokenSecret(): { token: string; tokenHash: string; prefix: string; lastFour: string } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token), prefix: token.slice(0, prefix.length + 4), lastFour: token.slice(-4) }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** @returns the token of `Authorization: Bearer apg_…`, or null when the header is something else */
export function readBearer(authorization: string): string | null {
  return /^Bearer (apg_[\w-]{43})$/i.exec(authorization.trim())?.[1] ?? null
}
