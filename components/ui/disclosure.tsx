'use client'

import { Collapsible } from '@base-ui/react/collapsible'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

interface DisclosureProps {
  label: ReactNode
  children: ReactNode
  isOpenInitially?: boolean
  end?: ReactNode
}

export function Disclosure({ label, children, isOpenInitially = false, end }: DisclosureProps) {
  return (
    <Collapsible.Root defaultOpen={isOpenInitially}>
      <div className="flex items-center gap-2">
        <Collapsible.Trigger className="group flex min-h-7 items-center gap-2 rounded-1 font-medium text-fg-1">
          <Icon name="chev-right" size={12} className="text-fg-3 group-data-[panel-open]:rotate-90" />
          {label}
        </Collapsible.Trigger>
        {end}
      </div>
      <Collapsible.Panel className="pt-1 pb-2">{children}</Collapsible.Panel>
    </Collapsible.Root>
  )
}
