'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { GroupField } from '#components/connect/group-field.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { TopicField } from '#components/messages/topic-field.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { AccessTable } from './access-table.tsx'

const kinds = ['topic', 'group'] as const

/** Who can use one topic or group. */
export function AccessTab({ clusterId }: { clusterId: string }) {
  const t = useTranslations('roles.access')
  const [{ on, name }, setUrl] = useQueryStates({
    on: parseAsStringLiteral(kinds).withDefault('topic'),
    name: parseAsString,
    page: parseAsString,
  })
  return (
    <>
      <div className="grid max-w-[720px] grid-cols-1 items-end gap-3 pt-3 md:grid-cols-[auto_minmax(0,1fr)]">
        <Segmented
          label={t('on')}
          value={on}
          onValueChange={(next) => void setUrl({ on: next, name: null, page: null })}
          options={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
        {on === 'topic' ? (
          <TopicField
            clusterId={clusterId}
            topic={name}
            withSystem={false}
            isOptional={false}
            onTopicChange={(next) => void setUrl({ name: next, page: null })}
          />
        ) : (
          <GroupField
            clusterId={clusterId}
            group={name}
            onGroupChange={(next) => void setUrl({ name: next, page: null })}
          />
        )}
      </div>
      {name === null || name === '' ? (
        <Empty title={t('chooseTitle')}>{t('chooseText')}</Empty>
      ) : (
        <AccessTable key={`${on} ${name}`} clusterId={clusterId} on={on} name={name} />
      )}
    </>
  )
}
