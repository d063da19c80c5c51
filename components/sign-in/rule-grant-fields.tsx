'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useClusters } from '#components/layout/use-clusters.ts'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Select } from '#components/ui/select.tsx'
import { narrowDraftOf, narrowingOf } from '#components/users/grant-draft.ts'
import { NarrowFields } from '#components/users/narrow-fields.tsx'
import { permissionSetsQuery } from '#components/users/queries.ts'
import type { RuleGrant } from '#lib/sign-in/schema.ts'

const kinds = ['all', 'clusters', 'environments'] as const
type Kind = (typeof kinds)[number] | 'kept'

const kindOf = ({ clusters }: RuleGrant['scope']): Kind => {
  if (clusters === 'all') return 'all'
  const { clusterIds, environments, labels } = clusters
  if (labels || (clusterIds && environments)) return 'kept'
  return clusterIds ? 'clusters' : 'environments'
}

/** Which set, in which clusters, on which topics and groups. Clusters that this form cannot write stay as they are unless others are chosen. */
export function RuleGrantFields({ value, onChange }: { value: RuleGrant; onChange: (value: RuleGrant) => void }) {
  const t = useTranslations('signIn')
  const tGrants = useTranslations('users.grants')
  const clusters = useClusters()
  const sets = useQuery(permissionSetsQuery())
  const kind = kindOf(value.scope)
  const environments = [...new Set(clusters.map(({ environment }) => environment))]
  const names = sets.data?.items.map(({ name }) => name) ?? [value.permissionSet]
  const { clusters: _, ...narrowing } = value.scope
  const setScope = (scope: RuleGrant['scope']) => onChange({ ...value, scope: { ...narrowing, ...scope } })
  const narrow = narrowDraftOf(value.scope)
  const choose = (next: Kind) => {
    if (next === 'all') setScope({ clusters: 'all' })
    if (next === 'clusters')
      setScope({ clusters: { clusterIds: clusters.slice(0, 1).map(({ clusterId }) => clusterId) } })
    if (next === 'environments') setScope({ clusters: { environments: environments.slice(0, 1) } })
  }
  const chosen = value.scope.clusters === 'all' ? {} : value.scope.clusters
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label={tGrants('permissionSet')}
          options={names.map((name) => ({ value: name, label: name }))}
          value={value.permissionSet as string}
          onValueChange={(name) => onChange({ ...value, permissionSet: name as RuleGrant['permissionSet'] })} // one of those on offer
        />
        <Select
          label={tGrants('scope')}
          options={[...(kind === 'kept' ? (['kept'] as const) : []), ...kinds].map((each) => ({
            value: each,
            label: tGrants(`kind.${each}`),
          }))}
          value={kind}
          onValueChange={choose}
        />
      </div>
      {kind === 'clusters' && (
        <MultiSelect
          label={tGrants('clusters')}
          placeholder={t('atLeastOne')}
          options={clusters.map(({ clusterId, name, environment }) => ({
            value: clusterId,
            label: name,
            hint: environment,
          }))}
          values={chosen.clusterIds ?? []}
          onValuesChange={(clusterIds) => setScope({ clusters: { clusterIds } })}
        />
      )}
      {kind === 'environments' && (
        <MultiSelect
          label={tGrants('environments')}
          placeholder={t('atLeastOne')}
          options={[...new Set([...environments, ...(chosen.environments ?? [])])].map((each) => ({
            value: each,
            label: each,
          }))}
          values={chosen.environments ?? []}
          onValuesChange={(next) => setScope({ clusters: { environments: next } })}
        />
      )}
      <NarrowFields
        draft={narrow}
        onChange={(patch) =>
          onChange({ ...value, scope: { clusters: value.scope.clusters, ...narrowingOf({ ...narrow, ...patch }) } })
        }
      />
    </>
  )
}
