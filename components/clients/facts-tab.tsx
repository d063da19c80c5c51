'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import type { ClientDetail, RunningInfo } from '#lib/clients/schema.ts'
import { AskedLine } from './asked-line.tsx'
import { AskedView } from './asked-view.tsx'
import { clientHref } from './client-href.ts'
import { sumQueues } from './queue-sums.ts'
import { RiskStrip } from './risk-strip.tsx'
import { sdkName } from './sdk-name.ts'
import { SeenBy } from './seen-by.tsx'

interface FactsTabProps {
  clusterId: string
  client: ClientDetail
  query: UseQueryResult<RunningInfo, Error>
  queryKey: readonly unknown[]
}

/** What servers know of the connection, at once, beside what the client says of itself. */
export function FactsTab({ clusterId, client, query, queryKey }: FactsTabProps) {
  const t = useTranslations('clients')
  const format = useFormat()
  const others = client.memberships.filter(
    ({ kind, groupName }) => kind !== client.kind || groupName !== client.groupName,
  )
  // What it answers is newer than the sample.
  const sums = query.data && sumQueues(query.data.queues)
  const queueCount = sums ? sums.queues : client.queues
  return (
    <>
      {client.risk && <RiskStrip risk={client.risk} />}
      <div className="grid gap-x-8 lg:grid-cols-2">
        <Section title={t('connection')}>
          <KeyValuePanel
            items={[
              { label: t('id'), value: client.clientId, copy: client.clientId, isMono: true },
              { label: t('address'), value: client.address, copy: client.address, isMono: true },
              { label: t('host'), value: client.host ?? '?' },
              { label: t('sdk'), value: sdkName(client) },
              { label: t('protocol'), value: t(`protocols.${client.protocol}`) },
              { label: t('seenBy'), value: <SeenBy seenBy={client.seenBy} /> },
              { label: t('firstSeen'), value: client.firstSeenAt ? <Instant at={client.firstSeenAt} /> : '?' },
              { label: t('lastSeen'), value: <Age at={client.lastSeenAt} /> },
              ...(client.kind === 'CONSUMER'
                ? [
                    {
                      label: t('queues'),
                      value: queueCount === null ? '?' : format.number(queueCount),
                    },
                    {
                      label: t('lag'),
                      value:
                        sums && !sums.isPartial && sums.lag !== null ? (
                          format.number(sums.lag)
                        ) : (
                          <MeasuredValue measured={client.lag} />
                        ),
                    },
                  ]
                : []),
              ...(others.length > 0
                ? [
                    {
                      label: t('alsoIn'),
                      value: (
                        <span className="flex flex-wrap gap-x-3">
                          {others.map((other) => (
                            <Link
                              key={`${other.kind} ${other.groupName}`}
                              href={clientHref(clusterId, { ...client, ...other })}
                            >
                              {other.groupName}
                            </Link>
                          ))}
                        </span>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Section>
        <Section title={t('ofItself')}>
          <AskedView askable={client.askable} query={query} queryKey={queryKey} what={t('asked.asking')}>
            {(info) => <OwnFacts info={info} query={query} />}
          </AskedView>
        </Section>
      </div>
    </>
  )
}

function OwnFacts({ info, query }: { info: RunningInfo; query: FactsTabProps['query'] }) {
  const t = useTranslations('clients')
  const { core, min, max } = info.threads
  const number = (value: number | null) => (value === null ? '?' : String(value))
  const properties = Object.entries(info.properties)
  return (
    <>
      <KeyValuePanel
        items={[
          { label: t('started'), value: info.startedAt ? <Instant at={info.startedAt} /> : '?' },
          { label: t('nameServers'), value: info.nameServers.join(', ') || '?', isMono: true },
          {
            label: t('threads'),
            value: t('threadsText', { core: number(core), min: number(min), max: number(max) }),
          },
          {
            label: t('delivery'),
            value: info.isOrderly === null ? '?' : t(info.isOrderly ? 'orderly' : 'concurrent'),
          },
          { label: t('consumeType'), value: info.consumeType ?? '?' },
          { label: t('model'), value: info.messageModel ?? '?' },
          { label: t('version'), value: info.version ?? '?' },
        ]}
      />
      <AskedLine info={info} query={query} />
      {properties.length > 0 && (
        <Disclosure label={t('allSettings', { count: properties.length })}>
          <KeyValuePanel items={properties.map(([name, value]) => ({ label: name, value, isMono: true }))} />
        </Disclosure>
      )}
    </>
  )
}
