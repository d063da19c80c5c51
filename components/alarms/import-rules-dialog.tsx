'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { importAlarmRulesEndpoint } from '#lib/alarms/api.ts'
import { type ImportedRules, RuleFile } from '#lib/alarms/rule-schema.ts'
import { call } from '#lib/api/call.ts'
import type { ClusterItem } from '#lib/clusters/schema.ts'
import { alarmKeys } from './queries.ts'

interface ImportRulesDialogProps {
  clusterId: string | null
  clusters: readonly ClusterItem[]
  onClose: () => void
}

const conflicts = ['skip', 'overwrite', 'rename'] as const

/** Rules out of a file of this or another console: for which clusters, and what happens to names that exist. */
export function ImportRulesDialog({ clusterId, clusters, onClose }: ImportRulesDialogProps) {
  const t = useTranslations('alarms.importDialog')
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [target, setTarget] = useState(clusterId ?? 'file')
  const [onConflict, setOnConflict] = useState<(typeof conflicts)[number]>('skip')
  const parsed = parse(text)
  const run = useMutation({
    mutationFn: () => {
      if (!parsed.file) throw new Error(parsed.problem)
      return call(importAlarmRulesEndpoint, {
        body: { file: parsed.file, onConflict, ...(target !== 'file' && { clusters: { clusterIds: [target] } }) },
      })
    },
    onSettled: () => void client.invalidateQueries({ queryKey: alarmKeys.all }),
  })
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      width={640}
      submitLabel={parsed.file ? t('submit', { count: parsed.file.rules.length }) : t('submitNone')}
      onSubmit={() => run.mutate()}
      isSubmitting={run.isPending}
      submitDisabledReason={text.trim() === '' ? t('needsFile') : parsed.file ? undefined : t('notAFile')}
      problem={run.error && <ProblemStrip error={run.error} />}
      note={t('note')}
      result={run.data && <Imported result={run.data} />}
    >
      <div className="grid gap-3">
        <div>
          <input
            ref={input}
            type="file"
            accept="application/json,.json"
            aria-label={t('file')}
            className="sr-only"
            onChange={async (event) => setText((await event.target.files?.[0]?.text()) ?? '')}
          />
          <Button icon="table" onClick={() => input.current?.click()}>
            {t('choose')}
          </Button>
        </div>
        <TextArea
          label={t('text')}
          rows={8}
          isMono
          value={text}
          onValueChange={setText}
          error={text.trim() !== '' && !parsed.file ? `${t('notAFile')} ${parsed.problem}` : undefined}
        />
        <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
          <Select
            label={t('clusters')}
            value={target}
            onValueChange={setTarget}
            options={[
              { value: 'file', label: t('asInFile') },
              ...clusters.map((cluster) => ({ value: cluster.clusterId as string, label: cluster.name })),
            ]}
          />
          <Select
            label={t('onConflict')}
            value={onConflict}
            onValueChange={setOnConflict}
            options={conflicts.map((value) => ({ value, label: t(`conflicts.${value}`) }))}
          />
        </div>
      </div>
    </FormDialog>
  )
}

function parse(text: string): { file?: RuleFile; problem: string } {
  if (text.trim() === '') return { problem: '' }
  try {
    const result = RuleFile.safeParse(JSON.parse(text))
    if (result.success) return { file: result.data, problem: '' }
    const [issue] = result.error.issues
    return { problem: issue ? `${issue.path.join('.')}: ${issue.message}` : '' }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : '' }
  }
}

function Imported({ result }: { result: ImportedRules }) {
  const t = useTranslations('alarms.importDialog')
  const notDone = [
    ...result.failed.map((line) => ({ ...line, state: 'critical' as const, word: t('failed') })),
    ...result.skipped.map((line) => ({ ...line, state: 'silenced' as const, word: t('skipped') })),
  ]
  return (
    <div className="grid gap-3">
      <p role="status">
        {t('result', {
          created: result.created.length,
          updated: result.updated.length,
          skipped: result.skipped.length,
          failed: result.failed.length,
        })}
      </p>
      <ul className="grid gap-1.5">
        {notDone.map(({ name, detail, state, word }) => (
          <li key={`${word} ${name}`} className="grid grid-cols-[110px_minmax(0,1fr)] gap-2">
            <StatePill state={state} label={word} />
            <span className="[overflow-wrap:anywhere]">
              <span className="font-medium">{name}</span> {detail}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
