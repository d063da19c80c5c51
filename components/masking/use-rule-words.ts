import { useTranslations } from 'next-intl'
import { useClusters } from '#components/layout/use-clusters.ts'
import type { MaskingRule } from '#lib/masking/schema.ts'

/** A rule in words. */
export function useRuleWords(): { where: (rule: MaskingRule) => string; what: (rule: MaskingRule) => string } {
  const t = useTranslations('masking')
  const clusters = useClusters()
  return {
    where: ({ clusters: scope, topicPattern }) => {
      const topics = topicPattern === '*' ? t('everyTopic') : topicPattern
      if (scope === 'all') return topics
      const names = new Map<string, string>(clusters.map(({ clusterId, name }) => [clusterId, name]))
      const parts = [
        ...(scope.clusterIds ?? []).map((id) => names.get(id) ?? id),
        ...(scope.environments ?? []),
        ...Object.entries(scope.labels ?? {}).map(([key, value]) => `${key}=${value}`),
      ]
      return `${topics} · ${parts.join(', ')}`
    },
    what: ({ appliesTo, mode, jsonPaths, propertyNames, pattern }) => {
      const targets = appliesTo.map((target) => t(`targets.${target}`)).join(', ')
      const named = [...jsonPaths, ...propertyNames, ...(pattern === null ? [] : [pattern])].join(', ')
      const list = named === '' ? t('all') : mode === 'ALLOW' ? t('allBut', { named }) : named
      return `${targets}: ${list}`
    },
  }
}
