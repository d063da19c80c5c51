'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ProxyNode } from '#lib/clusters/schema.ts'

interface ProxiesFieldProps {
  proxies: readonly ProxyNode[]
  onChange: (proxies: ProxyNode[]) => void
  /** `0.grpc` → what is wrong with it. */
  errorOf: (path: string) => string | undefined
}

/** RocketMQ lists proxies nowhere: each is typed with its two ports. */
export function ProxiesField({ proxies, onChange, errorOf }: ProxiesFieldProps) {
  const t = useTranslations('clusters.form')
  const set = (index: number, patch: Partial<ProxyNode>) =>
    onChange(proxies.map((proxy, i) => (i === index ? { ...proxy, ...patch } : proxy)))
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-12 text-fg-3">{t('proxies')}</legend>
      <div className="grid gap-2">
        {proxies.map((proxy, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity while they are typed
          <div key={index} className="grid grid-cols-[1fr_1.4fr_1.4fr_auto] items-start gap-2">
            <TextField
              label={t('proxyName')}
              isLabelHidden
              placeholder={t('proxyName')}
              error={errorOf(`${index}.name`)}
              value={proxy.name}
              onValueChange={(name) => set(index, { name })}
            />
            <TextField
              label={t('proxyGrpc')}
              isLabelHidden
              isMono
              placeholder="gRPC host:8081"
              error={errorOf(`${index}.grpc`)}
              value={proxy.grpc}
              onValueChange={(grpc) => set(index, { grpc })}
            />
            <TextField
              label={t('proxyRemoting')}
              isLabelHidden
              isMono
              placeholder="remoting host:8080"
              error={errorOf(`${index}.remoting`)}
              value={proxy.remoting}
              onValueChange={(remoting) => set(index, { remoting })}
            />
            <IconButton
              icon="x"
              label={t('removeProxy', { name: proxy.name || String(index + 1) })}
              onClick={() => onChange(proxies.filter((_, i) => i !== index))}
            />
            <TextField
              className="col-span-3"
              label={t('proxyMetrics')}
              isLabelHidden
              isMono
              placeholder={t('proxyMetricsPlaceholder')}
              error={errorOf(`${index}.metricsUrl`)}
              value={proxy.metricsUrl ?? ''}
              onValueChange={(metricsUrl) => set(index, { metricsUrl })}
            />
          </div>
        ))}
        <div>
          <Button
            size="s"
            icon="plus"
            onClick={() => onChange([...proxies, { name: `proxy-${proxies.length + 1}`, grpc: '', remoting: '' }])}
          >
            {t('addProxy')}
          </Button>
        </div>
      </div>
      <p className="mt-1 text-12 text-fg-3">{t('proxiesHint')}</p>
    </fieldset>
  )
}
