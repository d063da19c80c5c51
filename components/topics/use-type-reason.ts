'use client'

import { useTranslations } from 'next-intl'
import type { CreatableTopicType } from '#lib/topics/schema.ts'
import type { Master } from './masters-of.ts'
import { typeObstacle } from './type-obstacle.ts'

/** Why a type cannot be chosen for these masters, in words that name them. */
export function useTypeReason(masters: readonly Master[]): (type: CreatableTopicType) => string | undefined {
  const t = useTranslations('topics.create.typeObstacles')
  return (type) => {
    const obstacle = typeObstacle(type, masters)
    return obstacle ? t(obstacle.code, { brokers: obstacle.brokerNames.join(', ') }) : undefined
  }
}
