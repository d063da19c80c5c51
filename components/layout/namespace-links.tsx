'use client'

import { type ReactNode, useCallback } from 'react'
import { HrefContext } from '#components/ui/use-href.ts'
import { keepNamespace } from './keep-namespace.ts'
import { useClusterId } from './use-cluster.ts'
import { useNamespace } from './use-namespace.ts'

/** A chosen namespace stays chosen on the way through the pages of its cluster. */
export function NamespaceLinks({ children }: { children: ReactNode }) {
  const clusterId = useClusterId()
  const [ns] = useNamespace()
  const toHref = useCallback((href: string) => keepNamespace(href, clusterId, ns), [clusterId, ns])
  return <HrefContext value={toHref}>{children}</HrefContext>
}
