/**
 * Prisma filter "contains this text, in any case", taken literally: Prisma hands `%` and `_` to LIKE as wildcards, and names in
 * RocketMQ are full of both (`%RETRY%g`).
 */
export function contains(text: string): { contains: string; mode: 'insensitive' } {
  return { contains: escapeLike(text), mode: 'insensitive' }
}

export const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')
