'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { ApiError } from '#lib/api/call.ts'
import { basePath } from '#lib/base-path.ts'
import { AuditGroups } from './audit-groups.tsx'
import { AuditRows } from './audit-rows.tsx'
import { RetentionDialog } from './retention-dialog.tsx'
import { useAuditFilter } from './use-audit-filter.tsx'
import { VerifyDialog } from './verify-dialog.tsx'

const views = ['rows', 'actors', 'objects'] as const

/** Who did what to which cluster, with what outcome: row by row, by who did it, by what it was done to. */
export function AuditPage() {
  const t = useTranslations('audit')
  const access = useAccess()
  const { timeZone } = usePreferences()
  const [view] = useQueryState('view', parseAsStringLiteral(views).withDefault('rows'))
  const audit = useAuditFilter(view === 'rows' ? '-at' : '-rows')
  const { list, filter } = audit
  const [dialog, setDialog] = useState<'verify' | 'retention' | null>(null)

  const download = useMutation({
    mutationFn: async (kind: 'csv' | 'ndjson') => {
      const { page: _page, pageSize: _pageSize, sort: _sort, ...body } = filter
      const response = await fetch(`${basePath}/api/v1/audit/export`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          format: kind,
          timeZone,
          ...body,
          outcome: list.query.outcome,
          action: list.query.action,
        }),
      })
      if (!response.ok) throw new ApiError(await response.json())
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await response.blob())
      link.download = `apogee-audit.${kind}`
      link.click()
      URL.revokeObjectURL(link.href)
    },
  })

  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('factWrites'), t('factReads')]}
        actions={
          <>
            <Button icon="clock" onClick={() => setDialog('retention')}>
              {t('retention.title')}
            </Button>
            <Button icon="check" onClick={() => setDialog('verify')}>
              {t('verify.button')}
            </Button>
            <Menu
              align="end"
              trigger={
                <Button icon="download" isBusy={download.isPending} disabledReason={access.reason('audit:export')}>
                  {t('export')}
                </Button>
              }
              items={(['csv', 'ndjson'] as const).map((kind) => ({
                label: t(`formats.${kind}`),
                onSelect: () => download.mutate(kind),
                disabledReason: access.reason('audit:export'),
              }))}
            />
          </>
        }
      />
      {download.error && <ProblemStrip error={download.error} />}
      <Tabs
        label={t('title')}
        value={view}
        // Links: a page of one view means nothing in another.
        tabs={views.map((value) => ({
          value,
          label: t(`views.${value}`),
          href: value === 'rows' ? '/audit' : `/audit?view=${value}`,
        }))}
      />
      {view === 'rows' ? <AuditRows {...audit} /> : <AuditGroups key={view} by={view} {...audit} />}
      {dialog === 'verify' && <VerifyDialog onClose={() => setDialog(null)} />}
      {dialog === 'retention' && <RetentionDialog onClose={() => setDialog(null)} />}
    </>
  )
}
