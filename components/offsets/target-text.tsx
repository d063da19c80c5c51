'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { StoredTarget } from '#lib/offsets/schema.ts'

/** Where to, in a few words: "latest", "2026-11-22 14:00:00.000 UTC+08:00", "offsets of billing". */
export function useTargetText(): (target: StoredTarget) => string {
  const t = useTranslations('offsets')
  const format = useFormat()
  return ({ kind, at, by, groupName }) => {
    switch (kind) {
      case 'TIME':
        return at ? `${format.instant(at)} ${format.zone(at)}` : t('targets.TIME')
      case 'SHIFT':
        return t('targetBy', { by: format.change(by ?? 0n) })
      case 'GROUP':
        return t('targetGroup', { group: groupName ?? '?' })
      case 'EARLIEST':
      case 'LATEST':
      case 'OFFSETS':
      case 'SNAPSHOT':
        return t(`targetWords.${kind}`)
    }
  }
}
