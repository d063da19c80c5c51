'use client'

import { useTranslations } from 'next-intl'
import { type FilterDef, oneOf, someOf, yesNo } from '#components/data-table/filter-def.ts'
import { ClientKind, ClientProtocol } from '#lib/clients/schema.ts'
import { languageName } from './sdk-name.ts'

interface ClientFiltersOptions {
  /** What the cluster's clients are made of. */
  languages: readonly string[]
  versions: readonly string[]
  isOfGroup: boolean
}

/** The filters of the list. */
export function useClientFilters({ languages, versions, isOfGroup }: ClientFiltersOptions): FilterDef[] {
  const t = useTranslations('clients')
  const ofSeveralGroups: FilterDef[] = [
    oneOf('kind', t('kind'), ClientKind.options, (value) => t(`kinds.${value}`)),
    { key: 'group', label: t('group'), kind: 'text' },
  ]
  return [
    ...(isOfGroup ? [] : ofSeveralGroups),
    { key: 'topic', label: t('topic'), kind: 'text' },
    someOf('language', t('language'), languages, (value) => languageName(value)),
    someOf('version', t('version'), versions),
    { key: 'versionBelow', label: t('versionBelow'), kind: 'text', placeholder: '5.0.0' },
    oneOf('protocol', t('protocol'), ClientProtocol.options, (value) => t(`protocols.${value}`)),
    { key: 'address', label: t('address'), kind: 'text', placeholder: '10.0.7.' },
    yesNo('risk', t('risk'), t('yes'), t('no')),
    yesNo('hung', t('hung'), t('yes'), t('no')),
  ]
}
