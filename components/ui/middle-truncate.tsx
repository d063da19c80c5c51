'use client'

import { cx } from './cx.ts'
import { Tooltip } from './tooltip.tsx'

interface MiddleTruncateProps {
  text: string
  /** Characters at the end that always stay. */
  tail?: number
  isMono?: boolean
  className?: string
}

/** A long name keeps both ends; CSS cuts the middle to whatever room there is. Copying gives the whole. */
export function MiddleTruncate({ text, tail = 8, isMono, className }: MiddleTruncateProps) {
  const characters = [...text]
  const look = cx('inline-flex max-w-full min-w-0 whitespace-pre', isMono && 'font-mono text-12', className)
  if (characters.length <= tail * 2) return <span className={look}>{text}</span>
  return (
    <Tooltip content={<span className="break-all">{text}</span>}>
      <span className={look}>
        <span className="min-w-0 truncate">{characters.slice(0, -tail).join('')}</span>
        <span className="shrink-0">{characters.slice(-tail).join('')}</span>
      </span>
    </Tooltip>
  )
}
