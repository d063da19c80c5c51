'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import type { Message } from '#lib/messages/schema.ts'
import { type MessageAddress, revealMessage } from './queries.ts'

/** A message as it is stored, and why somebody had to see it. */
export interface Revealed {
  message: Message
  reason: string
}

/** Asks why a masked message has to be seen, and reads it as it is stored. The reason is kept with the name of who asked. */
export function useReveal(address: MessageAddress, onReveal: (revealed: Revealed) => void) {
  const t = useTranslations('masking')
  const [typed, setTyped] = useState('')
  const reason = typed.trim()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => revealMessage(address, reason),
    onSuccess: (message) => onReveal({ message, reason }),
  })
  const errorOf = useFieldErrors(error)
  return {
    reveal: () => mutate(),
    isPending,
    error,
    disabledReason: reason.length < 3 ? t('needsReason') : undefined,
    /** Of the field for the reason, in one line or several. */
    field: {
      label: t('reason'),
      isRequired: true,
      maxLength: 500,
      value: typed,
      error: errorOf('body.reason'),
      onValueChange: setTyped,
    },
  }
}
