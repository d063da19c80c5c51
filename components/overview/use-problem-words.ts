'use client'

import { useTranslations } from 'next-intl'
import { useReasonWords } from '#components/clusters/use-reason-words.ts'
import { useFormat } from '#components/layout/use-format.ts'
import type { HealthReason } from '#lib/clusters/schema.ts'
import type { Problem } from '#lib/overview/schema.ts'

/** Problems in words: those of the overview's own kinds, else the reasons of the cluster's health. */
export function useProblemWords(): (problem: Problem) => string {
  const t = useTranslations('overview.problems')
  const wordsOfReason = useReasonWords()
  const format = useFormat()
  return ({ code, params, count }) => {
    const name = String(params.name ?? '')
    switch (code) {
      case 'GROUP_STUCK':
      case 'GROUP_FALLING_BEHIND':
      case 'GROUP_BEHIND':
      case 'GROUP_NO_CLIENT':
        return t(code, { name })
      case 'GROUP_INCONSISTENT':
        return t(code, { name, differing: Number(params.differing), clients: Number(params.clients) })
      case 'BROKER_BUSY':
        return t(code, { name, wait: format.age(Number(params.waitMs)) })
      case 'NOT_SAMPLED':
      case 'SAMPLE_OLD':
        return t(code)
      case 'SERVERS_SILENT':
        return t(code, { count, names: String(params.names) })
      case 'GROUPS_UNKNOWN':
      case 'GROUP_STUCK_MORE':
      case 'GROUP_FALLING_BEHIND_MORE':
      case 'GROUP_BEHIND_MORE':
      case 'GROUP_NO_CLIENT_MORE':
      case 'GROUP_INCONSISTENT_MORE':
        return t(code, { count })
      default: {
        const reason = code as HealthReason['code'] // every other code is one of the health
        const names = String(params.names ?? '')
        const words = wordsOfReason({ code: reason, params, count })
        return names === '' ? words : `${words}: ${names}`
      }
    }
  }
}
