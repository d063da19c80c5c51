'use client'

import { useTranslations } from 'next-intl'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { ResultList } from '#components/ui/result-list.tsx'
import { describeAgent } from '#components/users/describe-agent.ts'
import type { AuditRow } from '#lib/audit/schema.ts'
import { changedFields } from './changed-fields.ts'
import { KeptOffsetsLinks } from './kept-offsets-links.tsx'

/** One row of the audit, opened in place: what changed, outcome per server, the request. */
export function AuditDetail({ row }: { row: AuditRow }) {
  const t = useTranslations('audit')
  const { changed, unchangedCount } = changedFields(row.before, row.after)
  const withDetail = (items: NonNullable<AuditRow['servers']>['failed']) =>
    items.map(({ target, error }) => ({
      target,
      detail: error.broker
        ? `${error.broker.responseCodeName} (${error.broker.responseCode}): ${error.broker.remark}`
        : error.detail,
    }))
  const command = row.request.command
  const instanceId = instanceOf(row)
  const jobId = row.jobId ?? (row.target.kind === 'job' && /^\d+$/.test(row.target.name) ? row.target.name : undefined)
  return (
    <div className="grid gap-6 py-3 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
      <div className="grid min-w-0 content-start gap-4">
        <section aria-label={t('whatChanged')}>
          <h3 className="mb-1 font-semibold">
            {t('whatChanged')}{' '}
            <span className="font-normal text-fg-3">
              {t('changedCount', { count: changed.length, unchanged: unchangedCount })}
            </span>
          </h3>
          {changed.length > 0 ? <DiffTable rows={changed} /> : <p className="text-fg-2">{t('nothingChanged')}</p>}
          <KeptOffsetsLinks row={row} />
        </section>
        {row.servers && (
          <section aria-label={t('perServer')}>
            <h3 className="mb-1 font-semibold">{t('perServer')}</h3>
            <ResultList
              done={row.servers.done.map(({ target }) => target)}
              failed={withDetail(row.servers.failed)}
              unknown={withDetail(row.servers.unknown)}
            />
          </section>
        )}
        {row.error && (
          <section aria-label={t('error')}>
            <h3 className="mb-1 font-semibold">{t('error')}</h3>
            <p className="[overflow-wrap:anywhere]">
              <code className="font-mono text-12">{row.error.code}</code> {row.error.detail}
            </p>
            {row.error.broker && (
              <p className="font-mono text-12 [overflow-wrap:anywhere]">
                {`${row.error.broker.address} ${row.error.broker.responseCodeName} (${row.error.broker.responseCode}): ${row.error.broker.remark}`}
              </p>
            )}
          </section>
        )}
      </div>
      <section aria-label={t('request')} className="grid min-w-0 content-start gap-3">
        <div className="flex items-center gap-2">
          <h3 className="font-semibold">{t('request')}</h3>
          <span className="ml-auto">
            <CopyButton
              text={JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2)}
              label={t('copyRow')}
            />
          </span>
        </div>
        <KeyValuePanel
          items={[
            {
              label: t('who'),
              value: `${t(`actors.${row.actor.kind}`)} ${row.actor.name}${row.actor.onBehalfOf ? `, ${row.actor.onBehalfOf}` : ''}`,
            },
            { label: t('from'), value: [row.address ?? '?', describeAgent(row.agent)].filter(Boolean).join(', ') },
            {
              label: t('path'),
              value: [row.request.method, row.request.path].filter(Boolean).join(' ') || '–',
              isMono: true,
            },
            ...(row.request.reason ? [{ label: t('reason'), value: row.request.reason }] : []),
            ...(row.cluster
              ? [
                  {
                    label: t('cluster'),
                    value: (
                      <>
                        <Link href={`/clusters/${row.cluster.clusterId}`}>
                          {row.cluster.name ?? row.cluster.clusterId}
                        </Link>
                        {row.cluster.environment && ` ${row.cluster.environment}`}
                      </>
                    ),
                  },
                ]
              : []),
            ...(jobId && row.cluster
              ? [
                  {
                    label: t('job'),
                    value: <Link href={`/clusters/${row.cluster.clusterId}/jobs?job=${jobId}`}>{jobId}</Link>,
                  },
                ]
              : []),
            ...(instanceId !== null && row.cluster
              ? [
                  {
                    label: t('incident'),
                    value: (
                      <Link href={`/clusters/${row.cluster.clusterId}/alarms/${row.target.name}`}>
                        {row.target.name}
                      </Link>
                    ),
                  },
                ]
              : []),
            ...(row.sessionId
              ? [{ label: t('session'), value: row.sessionId, copy: row.sessionId, isMono: true }]
              : []),
            ...(row.tokenId ? [{ label: t('token'), value: row.tokenId, copy: row.tokenId, isMono: true }] : []),
            ...(row.permission ? [{ label: t('permission'), value: row.permission, isMono: true }] : []),
            { label: t('requestId'), value: row.requestId, copy: row.requestId, isMono: true },
            { label: t('auditId'), value: row.auditId, copy: row.auditId, isMono: true },
          ]}
        />
        {row.request.body !== null && row.request.body !== undefined && (
          <Disclosure label={t('body')}>
            <CodeBlock wrap>{JSON.stringify(row.request.body, null, 2)}</CodeBlock>
          </Disclosure>
        )}
        {command && <CommandBox command={command} label={t('command')} />}
      </section>
    </div>
  )
}

/** The incident that a row is about: what was left of it, or what was asked. */
function instanceOf({ target, after, request }: AuditRow): string | null {
  if (target.kind !== 'alarm') return null
  const ids = [after, request.body].map((value) => Object(value).instanceId as unknown) // any value as an object
  return ids.find((id): id is string => typeof id === 'string') ?? null
}
