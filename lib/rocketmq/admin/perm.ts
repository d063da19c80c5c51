/** Who may use a topic's queues: what the bits of `perm` say. */
export type Permission = 'RW' | 'R' | 'W' | 'NONE'

const READ_BIT = 4
const WRITE_BIT = 2

/** `perm` of a topic or queue in words. The inherit bit (1, on templates like TBW102) is no right and is left out. */
export function permissionOf(perm: number): Permission {
  const canRead = (perm & READ_BIT) !== 0
  const canWrite = (perm & WRITE_BIT) !== 0
  if (canRead && canWrite) return 'RW'
  if (canRead) return 'R'
  return canWrite ? 'W' : 'NONE'
}
