'use client'

import type { ReactNode } from 'react'
import { Denied } from './denied.tsx'
import { Failed } from './failed.tsx'
import { NotFoundState } from './not-found-state.tsx'
import { NotSupported } from './not-supported.tsx'
import { problemOf } from './problem-words.ts'

interface ProblemViewProps {
  error: unknown
  onRetry?: (() => void) | undefined
  /** Another way on than the same again, where it failed. */
  elsewhere?: ReactNode
}

/** Denied, not supported, not there and failed never look alike. */
export function ProblemView({ error, onRetry, elsewhere }: ProblemViewProps) {
  const problem = problemOf(error)
  if (problem?.code === 'FORBIDDEN') return <Denied permission={problem.permission} />
  if (problem?.code === 'NOT_SUPPORTED')
    return <NotSupported neededVersion={problem.neededVersion}>{problem.detail}</NotSupported>
  if (problem?.code === 'NOT_FOUND') return <NotFoundState detail={problem.detail} />
  return <Failed error={error} onRetry={onRetry} elsewhere={elsewhere} />
}
