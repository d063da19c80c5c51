'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { GroupRetryPolicy } from '#lib/groups/schema.ts'

/** A retry policy in one line. */
export function RetryPolicyText({ policy }: { policy: GroupRetryPolicy | null }) {
  const t = useTranslations('groups.policies')
  const { duration } = useFormat()
  if (policy === null) return '–'
  switch (policy.type) {
    case 'TIERED':
      return t('TIERED', { first: duration(policy.delaysMs[0] ?? 0), last: duration(policy.delaysMs.at(-1) ?? 0) })
    case 'EXPONENTIAL':
      return t('EXPONENTIAL', {
        first: duration(policy.initialMs),
        last: duration(policy.maxMs),
        multiplier: policy.multiplier,
      })
    case 'FIXED':
      return t('FIXED', { interval: duration(policy.intervalMs) })
  }
}
