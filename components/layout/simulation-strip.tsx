'use client'

import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import { endSimulationEndpoint } from '#lib/users/session-api.ts'
import { useSession } from './session-provider.tsx'

/** On every page while somebody looks at the console as a user sees it. */
export function SimulationStrip() {
  const t = useTranslations('layout.simulation')
  const { user, simulation } = useSession()
  const end = useMutation({
    mutationFn: () => call(endSimulationEndpoint, {}),
    // Everything on the page was of the other person.
    onSuccess: () => window.location.reload(),
  })
  if (!simulation) return null
  return (
    <Strip
      tone="warning"
      icon="eye"
      role="status"
      className="mt-3"
      end={
        <Button size="s" onClick={() => end.mutate()} isBusy={end.isPending}>
          {t('end')}
        </Button>
      }
    >
      {t('text', { name: user.name, by: simulation.by })}
    </Strip>
  )
}
