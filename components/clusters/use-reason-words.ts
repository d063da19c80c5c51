'use client'

import { useTranslations } from 'next-intl'
import type { HealthReason } from '#lib/clusters/schema.ts'

/** A reason of a cluster's health in words. Which params there are depends on the code. */
export function useReasonWords(): (reason: Pick<HealthReason, 'code' | 'params' | 'count'>) => string {
  const t = useTranslations('clusters.reasons')
  return ({ code, params, count }) => t(code, { topics: '', values: '', ids: '', ...params, count })
}
