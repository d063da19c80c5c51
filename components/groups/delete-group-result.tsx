'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { ResultList } from '#components/ui/result-list.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { DeletedGroup, DeletionStep } from '#lib/groups/schema.ts'

interface DeleteGroupResultProps {
  groupName: string
  deleted: DeletedGroup
  isPending: boolean
  /** Deletes what is left. */
  onAgain: () => void
}

/** What became of each step on each server, and what is left to do. */
export function DeleteGroupResult({ groupName, deleted, isPending, onAgain }: DeleteGroupResultProps) {
  const t = useTranslations('groups.delete')
  const { steps, snapshotId, reappearedOn, command } = deleted
  const left = deleted.failed.length + deleted.unknown.length
  const words = ({ step, name }: DeletionStep, target: string) => `${t(`steps.${step}`, { name })}, ${target}`
  const notDone = (list: 'failed' | 'unknown') =>
    steps.flatMap((step) =>
      step[list].map(({ target, error }) => ({
        target: words(step, target),
        detail: error.broker
          ? `${error.broker.responseCodeName} (${error.broker.responseCode}): ${error.broker.remark}`
          : error.detail,
      })),
    )
  return (
    <div className="grid gap-4">
      <h3 className="text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
        {left === 0 ? t('gone', { name: groupName }) : t('left', { name: groupName, count: left })}
      </h3>
      {reappearedOn.length > 0 && <Strip tone="warning">{t('reappeared', { brokers: reappearedOn.join(', ') })}</Strip>}
      <ResultList
        done={steps.flatMap((step) => step.done.map(({ target }) => words(step, target)))}
        failed={notDone('failed')}
        unknown={notDone('unknown')}
      />
      {left > 0 && (
        <div className="flex flex-wrap items-center gap-2 text-12 text-fg-2">
          <span>{t('againHint')}</span>
          <Button size="s" icon="trash" onClick={onAgain} isBusy={isPending}>
            {t('again')}
          </Button>
        </div>
      )}
      {snapshotId !== null && <Strip tone="info">{t('kept', { snapshot: snapshotId })}</Strip>}
      <CommandBox command={command === '' ? null : command} />
    </div>
  )
}
