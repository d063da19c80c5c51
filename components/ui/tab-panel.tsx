'use client'

import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

/** What belongs to one tab; a child of `<Tabs>`. */
export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <BaseTabs.Panel value={value} className="rounded-1">
      {children}
    </BaseTabs.Panel>
  )
}
