'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Section } from '#components/layout/section.tsx'
import { Since } from '#components/layout/since.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Link } from '#components/ui/link.tsx'
import type { NameServerAgreement } from '#lib/nodes/schema.ts'
import { nameServerAgreementQuery } from './queries.ts'

type Item = NameServerAgreement['items'][number]
type Row = Item['values'][number] & { item: Item }

/** Whether all name servers tell clients the same, and where not: each of them, and what it says. */
export function AgreementSection({ clusterId }: { clusterId: string }) {
  const t = useTranslations('nodes.agreement')
  const format = useFormat()
  const query = useLiveQuery(nameServerAgreementQuery(clusterId))
  const columns: Column<Row>[] = [
    {
      id: 'address',
      head: t('nameServer'),
      width: 220,
      cell: ({ address }) => <span className="font-mono text-12">{address}</span>,
    },
    {
      id: 'value',
      head: t('value'),
      isFlexible: true,
      minWidth: 260,
      cell: ({ value }) =>
        value === null ? (
          <span className="text-warning">{t('notKnown')}</span>
        ) : (
          <span className="block truncate font-mono text-12" title={value}>
            {value}
          </span>
        ),
    },
  ]
  return (
    <QueryView query={query}>
      {({ state, items, total, isTotalAtLeast, topics, comparedTopics, comparedAt, completedAt }) => (
        <Section
          title={t('title')}
          {...(state === 'DIFFERS' && { count: `${format.number(total)}${isTotalAtLeast ? '+' : ''}` })}
          end={
            state !== 'ONE_NAME_SERVER' &&
            comparedAt && (
              <>
                {comparedTopics < topics && <span>{t('progress', { compared: comparedTopics, topics })}</span>}
                {completedAt && <span>{t.rich('completed', { age: () => <Age at={completedAt} /> })}</span>}
                <Age at={comparedAt} />
              </>
            )
          }
        >
          {state === 'DIFFERS' ? (
            <>
              <PlainTable
                label={t('table')}
                columns={columns}
                rows={items.flatMap((item) => item.values.map((value) => ({ ...value, item })))}
                rowId={({ item, address }) => `${item.kind} ${item.name} ${address}`}
                group={({ item }) => ({ key: `${item.kind} ${item.name}`, head: <Head {...{ clusterId, item }} /> })}
              />
              <p className="mt-2 text-12 text-fg-3">
                {t('queues')}
                {total > items.length && ` · ${t('more', { shown: items.length, total })}`}
              </p>
            </>
          ) : (
            <p className="flex min-h-8 items-center gap-2 text-fg-2">
              {state === 'AGREES' && <Icon name="ok" className="text-ok-mark" />}
              {t(words[state])}
            </p>
          )}
        </Section>
      )}
    </QueryView>
  )
}

const words = {
  AGREES: 'agrees',
  COMPARING: 'comparing',
  NOT_COMPARED: 'notCompared',
  ONE_NAME_SERVER: 'one',
} as const

function Head({ clusterId, item: { kind, name, since } }: { clusterId: string; item: Item }) {
  const t = useTranslations('nodes.agreement')
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <Icon name="warning" size={12} className="self-center text-warning-mark" />
      <span className="text-12 font-normal text-fg-3">{t(`kinds.${kind}`)}</span>
      {kind === 'topic' ? (
        <Link href={`/clusters/${clusterId}/topics/${encodeURIComponent(name)}`}>{name}</Link>
      ) : (
        <span>{name}</span>
      )}
      <span className="text-12 font-normal text-fg-3">
        <Since at={since} />
      </span>
    </span>
  )
}
