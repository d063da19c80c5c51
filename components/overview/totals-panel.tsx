'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { type KeyValue, KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import type { Measured } from '#lib/api/endpoint.ts'
import type { Overview } from '#lib/overview/schema.ts'
import { isOfCluster } from './is-of-cluster.ts'

const ofCluster = (measured: Measured<number | bigint>, label: ReactNode): KeyValue[] =>
  isOfCluster(measured) ? [{ label, value: <MeasuredValue measured={measured} /> }] : []

/** Sums of the day, and how much there is of everything. */
export function TotalsPanel({ clusterId, overview }: { clusterId: string; overview: Overview }) {
  const t = useTranslations('overview')
  const page = (path: string) => `/clusters/${clusterId}${path}`
  const limit = (value: number | null) => value ?? '∞'
  return (
    <Section title={t('totals')}>
      <KeyValuePanel
        columns={2}
        items={[
          ...ofCluster(overview.putToday, t('inToday')),
          ...ofCluster(overview.getToday, t('outToday')),
          ...ofCluster(overview.putYesterday, t('inYesterday')),
          ...ofCluster(overview.getYesterday, t('outYesterday')),
          isOfCluster(overview.topics) && {
            label: <Link href={page('/topics')}>{t('topics')}</Link>,
            value: (
              <>
                <MeasuredValue measured={overview.topics} /> / {limit(overview.topicLimit)}
              </>
            ),
          },
          {
            label: <Link href={page('/groups')}>{t('groups')}</Link>,
            value: (
              <>
                <MeasuredValue measured={overview.groups} />
                {overview.isWhole && ` / ${limit(overview.groupLimit)}`}
              </>
            ),
          },
          {
            label: <Link href={page('/clients?kind=CONSUMER')}>{t('consumers')}</Link>,
            value: <MeasuredValue measured={overview.consumerClients} />,
          },
          ...ofCluster(overview.producerClients, <Link href={page('/clients?kind=PRODUCER')}>{t('producers')}</Link>),
          ...ofCluster(overview.halfMessages, t('halfMessages')),
          ...ofCluster(overview.timingMessages, t('timingMessages')),
        ].filter((item) => item !== false)}
      />
    </Section>
  )
}
