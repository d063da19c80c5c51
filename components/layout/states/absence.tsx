import type { ReactNode } from 'react'
import { Icon, type IconName } from '#components/ui/icon.tsx'

interface AbsenceProps {
  title: ReactNode
  icon?: IconName
  tone?: 'plain' | 'critical' | 'info'
  /** Where nothing else on the page has a heading. */
  isPageTitle?: boolean
  children?: ReactNode
  actions?: ReactNode
}

const titles = { plain: '', critical: 'text-critical', info: '' }
const marks = { plain: 'text-fg-2', critical: 'text-critical-mark', info: 'text-info-mark' }

/** The common frame of what stands where data would be. No pictures. */
export function Absence({ title, icon, tone = 'plain', isPageTitle = false, children, actions }: AbsenceProps) {
  const Title = isPageTitle ? 'h1' : 'div'
  return (
    <div className="max-w-[72ch] py-4">
      <Title className={`flex items-center gap-2 text-14 font-semibold ${titles[tone]}`}>
        {icon && <Icon name={icon} className={marks[tone]} />}
        {title}
      </Title>
      {children && <div className="mt-1.5 text-fg-2 [overflow-wrap:anywhere]">{children}</div>}
      {actions && <div className="mt-3 flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  )
}
