'use client'

import { OutcomeList, type OutcomeListProps } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'

interface WriteResultProps extends OutcomeListProps {
  title: string
  command: string
  /** Why a retry or a check failed. */
  error: unknown
}

/** What became of a change on each broker, and how it goes on from there. */
export function WriteResult({ title, command, error, ...outcome }: WriteResultProps) {
  return (
    <div className="grid gap-4">
      <h3 className="min-w-0 text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
        {title}
      </h3>
      {Boolean(error) && <ProblemStrip error={error} />}
      <OutcomeList {...outcome} />
      <CommandBox command={command === '' ? null : command} />
    </div>
  )
}
