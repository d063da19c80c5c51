import { useTranslations } from 'next-intl'
import { useClusters } from '#components/layout/use-clusters.ts'
import { fromLabels } from '#components/topics/labels.ts'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { nothingKept, patternFields, type RuleDraft } from './rule-draft.ts'

/** What the rule says beyond the fields above, and keeps when it is saved. Nothing where they show all of it. */
export function RuleKept({
  draft,
  onTakeAway,
}: {
  draft: RuleDraft
  onTakeAway: ((kept: RuleDraft['kept']) => void) | null
}) {
  const t = useTranslations('alarms.editor')
  const clusters = useClusters()
  const { clusterIds, environments, labels } = draft.kept.clusters
  const nameOf = (clusterId: string) => clusters.find((each) => each.clusterId === clusterId)?.name ?? clusterId
  const ofClusters = [
    { kind: 'clusterIds', word: t('whichClusters'), values: clusterIds?.map(nameOf) },
    { kind: 'environments', word: t('whichEnvironments'), values: environments },
    { kind: 'labels', word: t('whichLabels'), values: labels && fromLabels(labels) },
  ].filter(({ kind }) => draft.scopeKind !== 'all' && kind !== draft.scopeKind)
  const ofNames = patternFields.flatMap((field) =>
    (['glob', 'regex'] as const).map((kind) => ({
      word: t('keptPatterns', { field: t(field), kind: t(kind) }),
      values: draft.kept.selector[field]?.filter((each) => each.kind === kind).map(({ pattern }) => pattern),
    })),
  )
  const parts = [...ofClusters, ...ofNames].filter(({ values }) => values !== undefined && values.length > 0)
  if (parts.length === 0) return null
  return (
    <Strip
      tone="info"
      end={
        onTakeAway && (
          <Button size="s" onClick={() => onTakeAway(nothingKept)}>
            {t('takeAway')}
          </Button>
        )
      }
    >
      {t('kept')}
      <ul>
        {parts.map(({ word, values }) => (
          <li key={word}>
            {word}: <span className="font-mono">{values?.join(', ')}</span>
          </li>
        ))}
      </ul>
    </Strip>
  )
}
