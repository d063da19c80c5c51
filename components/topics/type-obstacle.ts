import type { CreatableTopicType } from '#lib/topics/schema.ts'
import type { Master } from './masters-of.ts'

/** What keeps a type from being created. */
export interface TypeObstacle {
  /** Types came with 5.0, LITE with 5.5; MIXED is a setting of the broker. */
  code: 'NO_TYPES' | 'NO_LITE' | 'MIXED_OFF'
  brokerNames: string[]
}

/**
 * Why a topic of this type cannot be created on these masters, as the last check of the nodes saw them; null when nothing is known
 * against it: the server asks each of them once more.
 */
export function typeObstacle(type: CreatableTopicType, masters: readonly Master[]): TypeObstacle | null {
  if (type === 'NORMAL') return null
  const named = (code: TypeObstacle['code'], against: (master: Master) => boolean): TypeObstacle | null => {
    const brokerNames = masters.filter(against).map(({ brokerName }) => brokerName)
    return brokerNames.length > 0 ? { code, brokerNames } : null
  }
  const isBefore =
    (major: number, minor: number) =>
    ({ version }: Master): boolean => {
      const [, ownMajor, ownMinor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? []
      if (ownMajor === undefined) return false
      return Number(ownMajor) < major || (Number(ownMajor) === major && Number(ownMinor) < minor)
    }
  return (
    named('NO_TYPES', isBefore(5, 0)) ??
    (type === 'LITE' ? named('NO_LITE', isBefore(5, 5)) : null) ??
    (type === 'MIXED' ? named('MIXED_OFF', ({ enableMixedMessageType }) => enableMixedMessageType === false) : null)
  )
}
