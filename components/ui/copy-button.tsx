'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'
import type { IconName } from './icon.tsx'
import { IconButton } from './icon-button.tsx'

interface CopyButtonProps {
  /** A function is asked at the click, for what only the browser knows. */
  text: string | (() => string)
  /** What is copied: "Copy message id". */
  label?: string
  icon?: IconName
  size?: 's' | 'm'
}

export function CopyButton({ text, label, icon = 'copy', size = 's' }: CopyButtonProps) {
  const t = useTranslations('ui')
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'refused'>('none')

  useEffect(() => {
    if (outcome === 'none') return
    const timer = setTimeout(() => setOutcome('none'), 2000)
    return () => clearTimeout(timer)
  }, [outcome])

  const name = outcome === 'copied' ? t('copied') : outcome === 'refused' ? t('copyRefused') : (label ?? t('copy'))
  return (
    <>
      <IconButton
        icon={outcome === 'copied' ? 'check' : icon}
        size={size}
        label={name}
        onClick={async (event) => {
          event.stopPropagation()
          setOutcome((await copyText(typeof text === 'string' ? text : text())) ? 'copied' : 'refused')
        }}
      />
      <span role="status" className="sr-only">
        {outcome === 'none' ? '' : name}
      </span>
    </>
  )
}
