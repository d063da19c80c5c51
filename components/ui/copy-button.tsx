'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'
import { IconButton } from './icon-button.tsx'

interface CopyButtonProps {
  text: string
  /** What is copied: "Copy message id". */
  label?: string
  size?: 's' | 'm'
}

export function CopyButton({ text, label, size = 's' }: CopyButtonProps) {
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
        icon={outcome === 'copied' ? 'check' : 'copy'}
        size={size}
        label={name}
        onClick={async (event) => {
          event.stopPropagation()
          setOutcome((await copyText(text)) ? 'copied' : 'refused')
        }}
      />
      <span role="status" className="sr-only">
        {outcome === 'none' ? '' : name}
      </span>
    </>
  )
}
