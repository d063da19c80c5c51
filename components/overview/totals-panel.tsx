'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import type { Overview } from '#lib/overview/schema.ts'

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
          { label: t('inToday'), value: <MeasuredValue measured={overview.putToday} /> },
          { label: t('outToday'), value: <MeasuredValue measured={overview.getToday} /> },
          { label: t('inYesterday'), value: <MeasuredValue measured={overview.putYesterday} /> },
          { label: t('outYesterday'), value: <MeasuredValue measured={overview.getYesterday} /> },
          {
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
                <MeasuredValue measured={overview.groups} /> / {limit(overview.groupLimit)}
              </>
            ),
          },
          {
            label: <Link href={page('/clients?kind=CONSUMER')}>{t('consumers')}</Link>,
            value: <MeasuredValue measured={overview.consumerClients} />,
          },
          {
            label: <Link href={page('/clients?kind=PRODUCER')}>{t('producers')}</Link>,
            value: <MeasuredValue measured={overview.producerClients} />,
          },
          { label: t('halfMessages'), value: <MeasuredValue measured={overview.halfMessages} /> },
          { label: t('timingMessages'), value: <MeasuredValue measured={overview.timingMessages} /> },
        ]}
      />
    </Section>
  )
}
