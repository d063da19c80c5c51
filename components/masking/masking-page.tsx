'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { DeleteDialog } from '#components/layout/delete-dialog.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Denied } from '#components/layout/states/denied.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { call } from '#lib/api/call.ts'
import { deleteMaskingRuleEndpoint, updateMaskingRuleEndpoint } from '#lib/masking/api.ts'
import { type MaskingRule, type MaskingSuggestion, maskingSuggestions } from '#lib/masking/schema.ts'
import { maskingKeys, maskingRulesQuery } from './queries.ts'
import { emptyRule, type RuleDraft, toDraft } from './rule-draft.ts'
import { RuleFormDialog } from './rule-form-dialog.tsx'
import { SampleTester } from './sample-tester.tsx'
import { useRuleWords } from './use-rule-words.ts'

const suggestions = Object.keys(maskingSuggestions) as MaskingSuggestion[] // the keys of a constant

/** What of messages is hidden: the rules in the order in which they are asked, and a sample to try them on. */
export function MaskingPage() {
  const t = useTranslations('masking')
  const access = useAccess()
  const [create, setCreate] = useQueryState('create', parseAsString)
  const lacks = access.reason('masking:manage')
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('purpose')]}
        actions={
          <>
            <Menu
              align="end"
              trigger={
                <Button icon="shield" disabledReason={lacks}>
                  {t('suggestions')}
                </Button>
              }
              items={() =>
                suggestions.map((value) => ({
                  label: t(`suggestion.${value}`),
                  onSelect: () => void setCreate(value),
                }))
              }
            />
            <Button icon="plus" variant="primary" disabledReason={lacks} onClick={() => void setCreate('rule')}>
              {t('add')}
            </Button>
          </>
        }
      />
      {lacks === undefined ? <Rules /> : <Denied permission="masking:manage" />}
      {create !== null && lacks === undefined && (
        <RuleFormDialog rule={null} initial={initialOf(create, t)} onClose={() => void setCreate(null)} />
      )}
    </>
  )
}

/** An empty form, or one that a suggestion has filled. */
function initialOf(create: string, t: ReturnType<typeof useTranslations<'masking'>>): RuleDraft {
  const name = suggestions.find((value) => value === create)
  if (!name) return emptyRule
  const suggestion = maskingSuggestions[name]
  return toDraft({ ...emptyRule, ...suggestion, appliesTo: [...suggestion.appliesTo], name: t(`suggestion.${name}`) })
}

function Rules() {
  const t = useTranslations('masking')
  const format = useFormat()
  const words = useRuleWords()
  const queryClient = useQueryClient()
  const query = useLiveQuery(maskingRulesQuery())
  const [editing, setEditing] = useState<MaskingRule | null>(null)
  const [deleting, setDeleting] = useState<MaskingRule | null>(null)
  const change = useMutation({
    mutationFn: ({ rule, ...patch }: { rule: MaskingRule; position?: number; isEnabled?: boolean }) =>
      call(updateMaskingRuleEndpoint, { params: { ruleId: rule.ruleId }, body: { ...patch, revision: rule.revision } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: maskingKeys.all }),
  })
  const count = query.data?.items.length ?? 0
  const text = (content: string) => <span className="block truncate">{content}</span>
  const columns: Column<MaskingRule>[] = [
    { id: 'position', head: t('order'), width: 64, align: 'right', cell: (row) => format.number(row.position) },
    {
      id: 'state',
      head: t('state'),
      width: 96,
      cell: (row) => <StatePill state={row.isEnabled ? 'ok' : 'silenced'} label={t(row.isEnabled ? 'on' : 'off')} />,
    },
    {
      id: 'name',
      head: t('name'),
      width: 180,
      cell: (row) => <span className="block truncate font-medium">{row.name}</span>,
    },
    {
      id: 'where',
      head: t('where'),
      width: 200,
      cell: (row) => text(words.where(row)),
    },
    { id: 'what', head: t('what'), isFlexible: true, minWidth: 180, cell: (row) => text(words.what(row)) },
    { id: 'action', head: t('action'), width: 130, cell: (row) => t(`actions.${row.action}`) },
    { id: 'by', head: t('changedBy'), width: 110, priority: 2, cell: (row) => text(row.updatedBy) },
    {
      id: 'actions',
      head: t('menu'),
      width: 72,
      align: 'right',
      cell: (row) => (
        <Menu
          align="end"
          trigger={<IconButton icon="more" label={t('menuOf', { name: row.name })} />}
          items={() => [
            { label: t('edit'), icon: 'edit', onSelect: () => setEditing(row) },
            {
              label: t('moveUp'),
              icon: 'up',
              disabledReason: row.position === 1 ? t('notFurther') : undefined,
              onSelect: () => change.mutate({ rule: row, position: row.position - 1 }),
            },
            {
              label: t('moveDown'),
              icon: 'down',
              disabledReason: row.position >= count ? t('notFurther') : undefined,
              onSelect: () => change.mutate({ rule: row, position: row.position + 1 }),
            },
            {
              label: row.isEnabled ? t('disable') : t('enable'),
              icon: row.isEnabled ? 'pause' : 'play',
              onSelect: () => change.mutate({ rule: row, isEnabled: !row.isEnabled }),
            },
            { separator: true },
            { label: t('delete'), icon: 'trash', isDanger: true, onSelect: () => setDeleting(row) },
          ]}
        />
      ),
    },
  ]
  return (
    <>
      <p className="pb-3 text-fg-3">{t('text')}</p>
      {change.error && <ProblemStrip error={change.error} />}
      <QueryView query={query} what={t('reading')}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="border-t border-line-1 py-6 text-fg-3">{t('none')}</p>
          ) : (
            <PlainTable
              label={t('title')}
              columns={columns}
              rows={data.items}
              rowId={(row) => row.ruleId}
              rowTone={(row) => (row.isEnabled ? undefined : 'gone')}
              onOpen={setEditing}
            />
          )
        }
      </QueryView>
      <SampleTester />
      {editing && <RuleFormDialog rule={editing} initial={toDraft(editing)} onClose={() => setEditing(null)} />}
      {deleting && (
        <DeleteDialog
          title={t('deleteTitle')}
          text={t('deleteText', { name: deleting.name })}
          confirmName={deleting.name}
          applyLabel={t('deleteOne')}
          remove={() => call(deleteMaskingRuleEndpoint, { params: { ruleId: deleting.ruleId } })}
          staleKey={maskingKeys.all}
          doneText={t('deleted', { name: deleting.name })}
          onClose={() => setDeleting(null)}
          onDeleted={() => setDeleting(null)}
        />
      )}
    </>
  )
}
