'use client'

import { useTranslations } from 'next-intl'
import { Instant } from '#components/layout/instant.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { About } from '#lib/about/schema.ts'
import { basePath } from '#lib/base-path.ts'
import { DatabaseSection } from './database-section.tsx'
import { EnvironmentSection } from './environment-section.tsx'
import { aboutQuery } from './queries.ts'
import { WorkersSection } from './workers-section.tsx'

/** Clocks further apart than this make ages wrong. */
const CLOCK_WARNING_MS = 2_000

/** What runs here, and whether all of it runs. */
export function AboutPage() {
  const t = useTranslations('about')
  const query = useLiveQuery(aboutQuery())
  return (
    <>
      <PageHeader title={t('title')} facts={[t('purpose')]} />
      <QueryView query={query}>
        {(about) => (
          <div className="grid max-w-[1040px] gap-2">
            {about.isWorkerMissing && (
              <Strip tone="critical" role="status">
                <strong className="font-semibold">{t('workerMissing')}</strong> {t('workerMissingEffect')}
              </Strip>
            )}
            {about.migrations.isCurrent === false && <Strip tone="warning">{t('notMigrated')}</Strip>}
            <Product about={about} />
            <WorkersSection workers={about.workers} />
            <DatabaseSection about={about} />
            <EnvironmentSection variables={about.environment} />
          </div>
        )}
      </QueryView>
    </>
  )
}

function Product({ about }: { about: About }) {
  const t = useTranslations('about')
  const format = useFormat()
  const { clock, dependencies } = about
  const isOff = Math.abs(clock.differenceMs) > CLOCK_WARNING_MS
  const links = [
    { href: '/api/v1/docs', label: t('apiPage') },
    { href: '/api/v1/openapi.json', label: 'openapi.json' },
    { href: '/api/livez', label: 'livez' },
    { href: '/api/readyz', label: 'readyz' },
    { href: '/api/v1/about/support-bundle', label: t('supportBundle') },
  ]
  const difference = t('clockDifference', {
    difference: format.duration(Math.abs(clock.differenceMs)),
    direction: clock.differenceMs < 0 ? 'behind' : 'ahead',
    roundTrip: format.duration(clock.roundTripMs),
  })
  return (
    <Section title={t('product')}>
      <KeyValuePanel
        items={[
          { label: t('version'), value: about.version },
          ...(about.commit ? [{ label: t('commit'), value: about.commit, copy: about.commit, isMono: true }] : []),
          { label: t('license'), value: about.license },
          { label: t('startedAt'), value: <Instant at={about.startedAt} form="absolute" /> },
          { label: t('node'), value: about.nodeVersion },
          {
            label: t('clock'),
            value: (
              <StatePill
                state={isOff ? 'warning' : 'ok'}
                label={isOff ? t('clockOff') : t('clockFits')}
                detail={difference}
              />
            ),
          },
          {
            label: t('links'),
            value: (
              <span className="flex flex-wrap gap-x-3">
                {links.map(({ href, label }) => (
                  // Not pages of this console: the browser must ask the server.
                  <a key={href} href={`${basePath}${href}`} className="text-accent underline-offset-3 hover:underline">
                    {label}
                  </a>
                ))}
                <Link href="/settings/tokens">{t('tokens')}</Link>
              </span>
            ),
          },
        ]}
      />
      <Disclosure label={t('dependencies', { count: dependencies.length })}>
        <ul className="grid gap-x-6 py-1 text-12 sm:grid-cols-2">
          {dependencies.map(({ name, version, license }) => (
            <li key={name} className="[overflow-wrap:anywhere]">
              <span className="font-mono">{name}</span> {version}{' '}
              <span className="text-fg-3">{license ?? t('unknownLicense')}</span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </Section>
  )
}
