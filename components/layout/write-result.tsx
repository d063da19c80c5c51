'use client'

import type { ReactNode } from 'react'
import { CommandBox } from '#components/ui/command-box.tsx'
import { OutcomeList, type OutcomeListProps } from './outcome-list.tsx'
import { ProblemStrip } from './states/problem-strip.tsx'

interface WriteResultProps extends OutcomeListProps {
  title: string
  /** Beside the title: where it goes on. */
  end?: ReactNode
  command: string
  /** Why a retry or a check failed. */
  error: unknown
  /** What follows from the outcome. */
  children?: ReactNode
}

/** What became of a write on each broker, and how it goes on from there. */
export function WriteResult({ title, end, command, error, children, ...outcome }: WriteResultProps) {
  const heading = (
    <h3 className="min-w-0 text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
      {title}
    </h3>
  )
  return (
    <div className="grid gap-4">
      {end ? (
        <div className="flex flex-wrap items-center justify-between gap-2">
          {heading}
          {end}
        </div>
      ) : (
        heading
      )}
      {Boolean(error) && <ProblemStrip error={error} />}
      <OutcomeList {...outcome} />
      {children}
      <CommandBox command={command === '' ? null : command} />
    </div>
  )
}
