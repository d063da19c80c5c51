'use client'

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Section } from '#components/layout/section.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { getSamplerEndpoint, updateSamplerEndpoint } from '#lib/monitoring/api.ts'
import { type Sampler, type SamplerPatch, type SamplerServer, samplerPeriod } from '#lib/monitoring/schema.ts'

const samplerKey = (clusterId: string) => ['clusters', clusterId, 'sampler'] as const
const samplerQuery = (clusterId: string) =>
  queryOptions({
    queryKey: samplerKey(clusterId),
    queryFn: ({ signal }) => call(getSamplerEndpoint, { params: { clusterId } }, { signal }),
  })

/** What sampling a cluster costs its servers and the database, how old the numbers are, and what is left out. */
export function SamplerTab({ clusterId }: { clusterId: string }) {
  const query = useLiveQuery(samplerQuery(clusterId))
  return (
    <QueryView query={query}>
      {(sampler) => (
        <>
          <Skipped sampler={sampler} />
          <Round sampler={sampler} />
          <Servers sampler={sampler} />
          <Exporters sampler={sampler} />
          <Ages sampler={sampler} />
          <Settings key={settingsKey(sampler)} clusterId={clusterId} sampler={sampler} />
        </>
      )}
    </QueryView>
  )
}

const settingsKey = ({ paused, periodSeconds, retention }: Sampler) =>
  JSON.stringify([paused, periodSeconds, retention])

function Skipped({ sampler: { skipped } }: { sampler: Sampler }) {
  const t = useTranslations('sampler.skipped')
  const format = useFormat()
  if (skipped.length === 0) return null
  return (
    <ul className="mt-4 grid gap-2">
      {skipped.map(({ what, count, names, everySeconds }) => (
        <li key={what}>
          <Strip
            tone={what === 'GROUPS_IN_TURNS' || what === 'EXPORTER_OFF' || what === 'NO_PROXY' ? 'info' : 'warning'}
          >
            {t(what, {
              count: format.number(count),
              every: everySeconds === null ? '' : format.duration(everySeconds * 1000),
            })}
            {names.length > 0 && (
              <span className="ml-1 font-mono text-12 text-fg-2">
                {names.join(', ')}
                {count > names.length && ' …'}
              </span>
            )}
          </Strip>
        </li>
      ))}
    </ul>
  )
}

function Round({ sampler }: { sampler: Sampler }) {
  const t = useTranslations('sampler')
  const format = useFormat()
  const { roundMs, offsetsMs, sampledAt, effectivePeriodSeconds, periodSeconds, source, store } = sampler
  const bytes = (value: number | null | undefined) => (value == null ? '?' : format.bytes(Math.round(value)))
  const number = (value: number | null | undefined) => (value == null ? '?' : format.number(Math.round(value)))
  return (
    <Section title={t('round')} end={<Age at={sampledAt} />}>
      <KeyValuePanel
        columns={2}
        items={[
          { label: t('roundTime'), value: roundMs === null ? '?' : format.duration(roundMs) },
          { label: t('rowsPerDay'), value: number(store?.rowsPerDay) },
          { label: t('offsetsTime'), value: offsetsMs === null ? '?' : format.duration(offsetsMs) },
          { label: t('bytesPerDay'), value: bytes(store?.bytesPerDay) },
          {
            label: t('period'),
            value: t(periodSeconds === null ? 'periodBySize' : 'periodSet', {
              period: format.duration(effectivePeriodSeconds * 1000),
            }),
          },
          { label: t('storedNow'), value: bytes(store?.bytes) },
          { label: t('source'), value: t(`sources.${source}`) },
          { label: t('forecast'), value: bytes(store?.forecastBytes) },
          {
            label: t('series'),
            value: store ? t('seriesOf', { series: number(store.series), max: number(store.maxSeries) }) : '?',
          },
        ]}
      />
    </Section>
  )
}

function Servers({ sampler: { servers, windowSeconds } }: { sampler: Sampler }) {
  const t = useTranslations('sampler')
  const format = useFormat()
  const columns: Column<SamplerServer>[] = [
    {
      id: 'address',
      head: t('server'),
      isFlexible: true,
      sortValue: ({ brokerName, address }) => brokerName ?? address,
      cell: ({ brokerName, address, kind, isSlowed }) => (
        <span className="flex items-center gap-2">
          <span className="min-w-0 truncate">{brokerName ?? t(`kinds.${kind}`)}</span>
          <span className="min-w-0 truncate font-mono text-12 text-fg-3">{address}</span>
          {isSlowed && <StatePill state="warning" label={t('slowed')} />}
        </span>
      ),
    },
    {
      id: 'requestsPerSecond',
      head: t('requestsPerSecond'),
      align: 'right',
      width: 132,
      sortValue: ({ requestsPerSecond }) => requestsPerSecond,
      cell: ({ requestsPerSecond }) => format.rate(requestsPerSecond),
    },
    {
      id: 'peak',
      head: t('peak'),
      align: 'right',
      width: 112,
      sortValue: ({ peakRequestsPerSecond }) => peakRequestsPerSecond,
      cell: ({ peakRequestsPerSecond }) => format.number(peakRequestsPerSecond),
    },
    {
      id: 'bytesPerSecond',
      head: t('bytesPerSecond'),
      align: 'right',
      width: 120,
      sortValue: ({ bytesPerSecond }) => bytesPerSecond,
      cell: ({ bytesPerSecond }) => t('perSecond', { bytes: format.bytes(Math.round(bytesPerSecond)) }),
    },
    {
      id: 'p95Ms',
      head: t('p95'),
      align: 'right',
      width: 96,
      sortValue: ({ p95Ms }) => p95Ms ?? -1,
      cell: ({ p95Ms }) => (p95Ms === null ? '?' : format.duration(p95Ms)),
    },
    {
      id: 'errors',
      head: t('errors'),
      align: 'right',
      width: 88,
      sortValue: ({ errors }) => errors,
      cell: ({ errors }) => <span className={errors > 0 ? 'text-warning' : undefined}>{format.number(errors)}</span>,
    },
    {
      id: 'budget',
      head: t('budget'),
      width: 176,
      sortValue: ({ budgetUsedRatio }) => budgetUsedRatio ?? -1,
      cell: ({ budgetUsedRatio, budgetPerSecond, address }) =>
        budgetPerSecond === null ? (
          <span className="text-fg-3">–</span>
        ) : (
          <Meter
            value={budgetUsedRatio}
            label={t('budgetOf', { server: address, budget: format.number(budgetPerSecond) })}
          />
        ),
    },
  ]
  return (
    <Section
      title={t('servers')}
      count={servers.length}
      end={windowSeconds !== null && <span>{t('window', { seconds: format.number(Math.round(windowSeconds)) })}</span>}
    >
      {servers.length === 0 ? (
        <p className="py-2 text-fg-2">{t('noRound')}</p>
      ) : (
        <PlainTable
          label={t('servers')}
          columns={columns}
          rows={servers}
          rowId={({ address }) => address}
          initialSort="-requestsPerSecond"
        />
      )}
    </Section>
  )
}

type Exporter = Sampler['exporters'][number]

function Exporters({ sampler: { exporters, exporterKeys } }: { sampler: Sampler }) {
  const t = useTranslations('sampler')
  const format = useFormat()
  const columns: Column<Exporter>[] = [
    {
      id: 'name',
      head: t('node'),
      width: 220,
      sortValue: ({ name }) => name,
      cell: ({ name, address }) => (
        <span className="flex items-center gap-2">
          <span className="min-w-0 truncate">{name}</span>
          <span className="min-w-0 truncate font-mono text-12 text-fg-3">{address}</span>
        </span>
      ),
    },
    {
      id: 'state',
      head: t('state'),
      width: 140,
      sortValue: ({ state }) => state,
      cell: ({ state }) => (
        <StatePill
          state={state === 'READ' ? 'ok' : state === 'FAILED' || state === 'REFUSED' ? 'warning' : 'unknown'}
          label={t(`exporterStates.${state}`)}
        />
      ),
    },
    {
      id: 'detail',
      head: t('detail'),
      isFlexible: true,
      cell: ({ detail }) => <span className="text-fg-2 [overflow-wrap:anywhere]">{detail ?? ''}</span>,
    },
    {
      id: 'bytes',
      head: t('size'),
      align: 'right',
      width: 104,
      sortValue: ({ bytes }) => bytes ?? -1,
      cell: ({ bytes }) => (bytes === null ? '–' : format.bytes(bytes)),
    },
    {
      id: 'durationMs',
      head: t('duration'),
      align: 'right',
      width: 96,
      sortValue: ({ durationMs }) => durationMs ?? -1,
      cell: ({ durationMs }) => (durationMs === null ? '–' : format.duration(durationMs)),
    },
  ]
  return (
    <Section title={t('exporters')} count={exporters.length}>
      <p className="mb-2 max-w-[80ch] text-12 text-fg-3">{t('exportersMeaning')}</p>
      {exporters.length > 0 && (
        <PlainTable
          label={t('exporters')}
          columns={columns}
          rows={exporters}
          rowId={({ kind, address }) => `${kind} ${address}`}
          initialSort="name"
        />
      )}
      {exporterKeys.length > 0 && (
        <div className="mt-3 max-w-[640px]">
          <p className="mb-1 text-fg-2">{t('setKeys')}</p>
          <CodeBlock copy={keyText(exporterKeys)}>{keyText(exporterKeys)}</CodeBlock>
        </div>
      )}
    </Section>
  )
}

const keyText = (keys: Sampler['exporterKeys']) =>
  keys.map(({ where, key, value }) => `${key}=${value}  # ${where}`).join('\n')

interface AgeRow {
  kind: 'topics' | 'groups' | 'clients'
  counts: number[]
  never: number
}

function Ages({ sampler: { ages } }: { sampler: Sampler }) {
  const t = useTranslations('sampler')
  const format = useFormat()
  const rows: AgeRow[] = (['topics', 'groups', 'clients'] as const).map((kind) => ({ kind, ...ages[kind] }))
  const last = ages.boundsSeconds.at(-1) ?? 0
  const columns: Column<AgeRow>[] = [
    { id: 'kind', head: t('objects'), isFlexible: true, cell: ({ kind }) => t(`ageKinds.${kind}`) },
    ...ages.boundsSeconds.map(
      (bound, index): Column<AgeRow> => ({
        id: String(bound),
        head: t('upTo', { age: format.duration(bound * 1000) }),
        align: 'right',
        width: 104,
        cell: ({ counts }) => format.number(counts[index] ?? 0),
      }),
    ),
    {
      id: 'older',
      head: t('older', { age: format.duration(last * 1000) }),
      align: 'right',
      width: 104,
      cell: ({ counts }) => format.number(counts[ages.boundsSeconds.length] ?? 0),
    },
    { id: 'never', head: t('never'), align: 'right', width: 104, cell: ({ never }) => format.number(never) },
  ]
  return (
    <Section title={t('ages')}>
      <PlainTable label={t('ages')} columns={columns} rows={rows} rowId={({ kind }) => kind} />
    </Section>
  )
}

function Settings({ clusterId, sampler }: { clusterId: string; sampler: Sampler }) {
  const t = useTranslations('sampler')
  const access = useAccess()
  const toast = useToast()
  const queryClient = useQueryClient()
  const { paused, periodSeconds, retention } = sampler
  const [input, setInput] = useState({ paused, periodSeconds, retention })
  const save = useMutation({
    mutationFn: (body: SamplerPatch) => call(updateSamplerEndpoint, { params: { clusterId }, body }),
    onSuccess: (saved) => {
      queryClient.setQueryData(samplerKey(clusterId), saved)
      toast({ title: t('saved') })
    },
  })
  const errorOf = useFieldErrors(save.error)
  const reason = access.reason('cluster:update', clusterId)
  const isChanged = JSON.stringify(input) !== JSON.stringify({ paused, periodSeconds, retention })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isChanged && !save.isPending) save.mutate(input)
  }
  const days = (['minuteDays', 'fiveMinuteDays', 'hourDays'] as const).map((key) => (
    <NumberField
      key={key}
      label={t(key)}
      unit={t('days')}
      isRequired
      min={1}
      error={errorOf(`body.retention.${key}`)}
      disabledReason={reason}
      value={input.retention[key]}
      onValueChange={(value) =>
        setInput((present) => ({ ...present, retention: { ...present.retention, [key]: value ?? retention[key] } }))
      }
    />
  ))
  return (
    <Section title={t('settings')} className="border-line-2 border-t pt-4 pb-8">
      <form className="grid max-w-[820px] gap-3" onSubmit={submit}>
        {save.error && <ProblemStrip error={save.error} />}
        <Switch
          label={t('pause')}
          hint={t('pauseMeaning')}
          checked={input.paused}
          disabledReason={reason}
          onCheckedChange={(value) => setInput((present) => ({ ...present, paused: value }))}
        />
        <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
          <NumberField
            label={t('periodSeconds')}
            hint={t('periodHint')}
            unit={t('seconds')}
            min={samplerPeriod.minSeconds}
            max={samplerPeriod.maxSeconds}
            step={samplerPeriod.stepSeconds}
            error={errorOf('body.periodSeconds')}
            disabledReason={reason}
            value={input.periodSeconds}
            onValueChange={(value) => setInput((present) => ({ ...present, periodSeconds: value }))}
          />
          {days}
        </div>
        <p className="max-w-[70ch] text-12 text-fg-3">{t('retentionMeaning')}</p>
        <div>
          <Button
            type="submit"
            isBusy={save.isPending}
            disabledReason={reason ?? (isChanged ? undefined : t('unchanged'))}
          >
            {t('save')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
