'use client'

import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useClusters } from '#components/layout/use-clusters.ts'

/** What a grant can be about here: registered clusters and their environments; and the zone in which its end is read. */
export function useGrantContext() {
  const clusters = useClusters()
  const { timeZone } = usePreferences()
  return { clusters, timeZone }
}
