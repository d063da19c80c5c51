'use client'

import { useTranslations } from 'next-intl'
import type { MetricName } from '#lib/monitoring/schema.ts'
import type { Availability } from './use-metric-series.ts'

const places = {
  'broker.conf': 'brokerConf',
  'rmq-proxy.json': 'proxyJson',
  registration: 'registration',
  limits: 'limits',
} as const

/** Why a chart has nothing, in words, and the keys that would change it. */
export function MissingReason({ missing }: { missing: { metric: MetricName; availability: Availability } }) {
  const t = useTranslations('monitoring')
  const { reason, keys } = missing.availability
  return (
    <>
      <p>{reason ? t(`reasons.${reason}`) : t('nothingStored')}</p>
      {keys.length > 0 && (
        <ul aria-label={t('keysToSet')} className="mt-1">
          {keys.map(({ where, key, value }) => (
            <li key={`${where} ${key}`}>
              <code className="font-mono text-fg-1 [overflow-wrap:anywhere]">
                {key}={value}
              </code>{' '}
              {t(`where.${places[where]}`)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
