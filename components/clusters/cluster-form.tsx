'use client'

import { useTranslations } from 'next-intl'
import { Section } from '#components/layout/section.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { type Cluster, environmentPresets } from '#lib/clusters/schema.ts'
import { AddressMapField } from './address-map-field.tsx'
import type { ClusterDraft } from './cluster-draft.ts'
import { MetricsOverridesField } from './metrics-overrides-field.tsx'
import { ProxiesField } from './proxies-field.tsx'
import { TlsFields } from './tls-fields.tsx'

interface ClusterFormProps {
  draft: ClusterDraft
  onChange: (patch: Partial<ClusterDraft>) => void
  errorOf: (path: string) => string | undefined
  /** What is registered now; absent for a new one. */
  saved?: Cluster
  /** Names found by the test, offered as a choice. */
  foundClusterNames: readonly string[]
  /** Why read-only cannot be switched here. */
  readOnlyReason?: string | undefined
}

export function ClusterForm({ draft, onChange, errorOf, saved, foundClusterNames, readOnlyReason }: ClusterFormProps) {
  const t = useTranslations('clusters.form')
  const knownNames = [...new Set([...foundClusterNames, ...draft.clusterNames])]
  return (
    <div className="min-w-0">
      <Section title={t('whatItIs')}>
        <div className="grid gap-4 md:grid-cols-3">
          <TextField
            label={t('name')}
            hint={t('nameHint', { count: draft.name.length })}
            error={errorOf('body.name')}
            isRequired
            maxLength={64}
            value={draft.name}
            onValueChange={(name) => onChange({ name })}
          />
          <Combobox
            label={t('environment')}
            hint={draft.environment === 'production' ? t('productionHint') : undefined}
            error={errorOf('body.environment')}
            options={environmentPresets.map((value) => ({ value, label: value }))}
            allowsOwnValue
            value={draft.environment}
            onValueChange={(environment) =>
              onChange({
                environment: environment ?? '',
                ...(!saved && { deletionProtection: environment === 'production' }),
              })
            }
          />
          <TextField
            label={t('owner')}
            error={errorOf('body.owner')}
            maxLength={64}
            value={draft.owner}
            onValueChange={(owner) => onChange({ owner })}
          />
          <ChipsField
            label={t('labels')}
            error={errorOf('body.labels')}
            placeholder="team=pay"
            values={draft.labels}
            onValuesChange={(labels) => onChange({ labels })}
            validate={(text) => (/^[a-z0-9][a-z0-9._/-]{0,62}=.{0,128}$/.test(text) ? null : t('labelRule'))}
          />
          <TextField
            className="md:col-span-2"
            label={t('remark')}
            error={errorOf('body.remark')}
            maxLength={128}
            value={draft.remark}
            onValueChange={(remark) => onChange({ remark })}
          />
        </div>
      </Section>

      <Section title={t('whereItAnswers')} className="mt-6">
        <div className="grid gap-4 md:grid-cols-2">
          <ChipsField
            label={t('nameServers')}
            hint={t('nameServersHint', { count: draft.nameServers.length })}
            error={errorOf('body.nameServers')}
            isRequired
            isMono
            placeholder="10.0.0.1:9876"
            values={draft.nameServers}
            onValuesChange={(nameServers) => onChange({ nameServers })}
          />
          <fieldset className="min-w-0">
            <legend className="mb-1 text-12 text-fg-3">{t('clusterNames')}</legend>
            {knownNames.length === 0 ? (
              <p className="py-1 text-fg-3">{t('clusterNamesUnknown')}</p>
            ) : (
              <div className="flex flex-wrap gap-x-4 gap-y-1 py-1">
                {knownNames.map((name) => (
                  <Checkbox
                    key={name}
                    label={name}
                    checked={draft.clusterNames.length === 0 || draft.clusterNames.includes(name)}
                    onCheckedChange={(isOn) => {
                      const chosen = draft.clusterNames.length === 0 ? knownNames : draft.clusterNames
                      const next = isOn ? [...chosen, name] : chosen.filter((other) => other !== name)
                      // All of them is said as "all", so that one that comes later is shown too.
                      onChange({ clusterNames: knownNames.every((known) => next.includes(known)) ? [] : next })
                    }}
                  />
                ))}
              </div>
            )}
            <p className="mt-1 text-12 text-fg-3">{errorOf('body.clusterNames') ?? t('clusterNamesHint')}</p>
          </fieldset>
          <ProxiesField
            proxies={draft.proxies}
            onChange={(proxies) => onChange({ proxies })}
            errorOf={(path) => errorOf(`body.proxies.${path}`)}
          />
          <AddressMapField
            mappings={draft.addressMap}
            onChange={(addressMap) => onChange({ addressMap })}
            errorOf={(path) => errorOf(`body.addressMap.${path}`)}
          />
          <ChipsField
            label={t('controllers')}
            hint={t('controllersHint')}
            error={errorOf('body.controllers')}
            isMono
            placeholder="10.0.0.1:9878"
            values={draft.controllers}
            onValuesChange={(controllers) => onChange({ controllers })}
          />
        </div>
      </Section>

      <Section title={t('howItIsRead')} className="mt-6">
        <div className="grid gap-4 md:grid-cols-[11rem_minmax(0,1fr)_17rem]">
          <Select
            label={t('metrics')}
            options={(['exporter', 'prometheus', 'none'] as const).map((value) => ({
              value,
              label: t(`metricsKinds.${value}`),
            }))}
            value={draft.metricsKind}
            onValueChange={(metricsKind) =>
              onChange({ metricsKind, metricsUrl: metricsKind === 'exporter' ? 'http://{host}:5557/metrics' : '' })
            }
          />
          {draft.metricsKind !== 'none' && (
            <TextField
              label={draft.metricsKind === 'exporter' ? t('urlTemplate') : t('prometheusUrl')}
              error={errorOf('body.metricsSource.urlTemplate') ?? errorOf('body.metricsSource.url')}
              isMono
              value={draft.metricsUrl}
              onValueChange={(metricsUrl) => onChange({ metricsUrl })}
            />
          )}
          <ChipsField
            label={t('traceTopics')}
            error={errorOf('body.traceTopics')}
            values={draft.traceTopics}
            onValuesChange={(traceTopics) => onChange({ traceTopics })}
          />
        </div>
        {draft.metricsKind === 'exporter' && (
          <div className="mt-4">
            <MetricsOverridesField
              overrides={draft.metricsOverrides}
              onChange={(metricsOverrides) => onChange({ metricsOverrides })}
              errorOf={(address) => (address === '' ? undefined : errorOf(`body.metricsSource.overrides.${address}`))}
            />
          </div>
        )}
        {draft.metricsKind === 'prometheus' && (
          <ChipsField
            className="mt-4"
            label={t('prometheusLabels')}
            hint={t('prometheusLabelsHint')}
            error={errorOf('body.metricsSource.labels')}
            isMono
            placeholder="job=rocketmq"
            values={draft.metricsLabels}
            onValuesChange={(metricsLabels) => onChange({ metricsLabels })}
            validate={(text) =>
              /^[a-zA-Z_][a-zA-Z0-9_]{0,127}=.{1,256}$/.test(text) ? null : t('prometheusLabelRule')
            }
          />
        )}
        <div className="mt-4 grid gap-4 md:grid-cols-4">
          <NumberField
            label={t('connectTimeout')}
            error={errorOf('body.connectTimeoutMs')}
            unit="ms"
            min={500}
            max={30_000}
            value={draft.connectTimeoutMs}
            onValueChange={(connectTimeoutMs) => onChange({ connectTimeoutMs })}
          />
          <NumberField
            label={t('requestTimeout')}
            error={errorOf('body.requestTimeoutMs')}
            unit="ms"
            min={500}
            max={30_000}
            value={draft.requestTimeoutMs}
            onValueChange={(requestTimeoutMs) => onChange({ requestTimeoutMs })}
          />
          <NumberField
            label={t('budget')}
            error={errorOf('body.requestsPerSecondPerBroker')}
            unit={t('budgetUnit')}
            min={10}
            max={10_000}
            value={draft.requestsPerSecondPerBroker}
            onValueChange={(requestsPerSecondPerBroker) => onChange({ requestsPerSecondPerBroker })}
          />
        </div>
        <div className="mt-4 grid gap-4 md:grid-cols-4">
          <div className="self-center">
            <Switch
              label={t('credentials')}
              hint={t('credentialsHint')}
              checked={draft.hasCredentials}
              onCheckedChange={(hasCredentials) => onChange({ hasCredentials })}
            />
          </div>
          {draft.hasCredentials && (
            <>
              <TextField
                label={t('accessKey')}
                error={errorOf('body.credentials.accessKey')}
                isMono
                value={draft.accessKey}
                onValueChange={(accessKey) => onChange({ accessKey })}
              />
              <TextField
                className="md:col-span-2"
                label={t('secretKey')}
                type="password"
                autoComplete="new-password"
                error={errorOf('body.credentials.secretKey')}
                placeholder={
                  saved?.credentials ? t('secretKept', { lastFour: saved.credentials.secretKeyLastFour }) : ''
                }
                hint={t('secretHint')}
                isMono
                value={draft.secretKey}
                onValueChange={(secretKey) => onChange({ secretKey })}
              />
            </>
          )}
        </div>
        <TlsFields draft={draft} onChange={onChange} errorOf={errorOf} saved={saved?.tls} />
      </Section>

      <Section title={t('whatMayHappen')} className="mt-6">
        <div className="grid gap-4 md:grid-cols-3">
          <Switch
            label={t('deletionProtection')}
            hint={t('deletionProtectionHint')}
            checked={draft.deletionProtection}
            onCheckedChange={(deletionProtection) => onChange({ deletionProtection })}
          />
          <Switch
            label={t('readOnly')}
            hint={t('readOnlyHint')}
            checked={draft.readOnly}
            disabledReason={readOnlyReason}
            onCheckedChange={(readOnly) => onChange({ readOnly })}
          />
          <Switch
            label={t('vipChannel')}
            hint={t('vipChannelHint')}
            checked={draft.useVipChannel}
            onCheckedChange={(useVipChannel) => onChange({ useVipChannel })}
          />
        </div>
      </Section>
    </div>
  )
}
