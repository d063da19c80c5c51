'use client'

import { useTranslations } from 'next-intl'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { usePreferences } from './preferences-provider.tsx'
import { useListedShortcuts } from './shortcuts-provider.tsx'
import { useModKey } from './use-mod-key.ts'

function Keys({ keys }: { keys: string }) {
  const t = useTranslations('layout.keys')
  const mod = useModKey()
  const parts = keys.split(' ')
  return (
    <span className="flex items-center gap-1">
      {parts.map((part, index) => (
        <span key={part} className="flex items-center gap-1">
          {index > 0 && <span className="text-12 text-fg-3">{t('then')}</span>}
          <Kbd>{part.replace('mod+', `${mod} `).replace(/\b[a-z]$/, (letter) => letter.toUpperCase())}</Kbd>
        </span>
      ))}
    </span>
  )
}

interface KeysDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function KeysDialog({ open, onOpenChange }: KeysDialogProps) {
  const t = useTranslations('layout.keys')
  const mod = useModKey()
  const listed = useListedShortcuts()
  const { isShortcutsOn, setPreferences } = usePreferences()
  const inTables = [
    { keys: 'J', label: t('rows') },
    { keys: 'Enter', label: t('open') },
    { keys: 'X', label: t('select') },
    { keys: 'Esc', label: t('back') },
  ]
  const lists = [
    {
      heading: t('everywhere'),
      items: listed.filter((item, index) => listed.findIndex((o) => o.keys === item.keys) === index),
    },
    { heading: t('inTables'), items: inTables },
  ]
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title')} width={520}>
      <div className="grid gap-4">
        {lists.map((list) => (
          <section key={list.heading}>
            <h3 className="mb-1 text-12 text-fg-3">{list.heading}</h3>
            <dl className="grid grid-cols-[minmax(0,1fr)_max-content] gap-x-4">
              {list.items.map((item) => (
                <div key={item.keys} className="contents">
                  <dt className="py-1">{item.label}</dt>
                  <dd className="flex items-center justify-end">
                    {item.keys === 'J' ? (
                      <span className="flex gap-1">
                        <Kbd>J</Kbd>
                        <Kbd>K</Kbd>
                      </span>
                    ) : (
                      <Keys keys={item.keys} />
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <Switch
          label={t('single')}
          hint={t('singleHint', { mod })}
          checked={isShortcutsOn}
          onCheckedChange={(isOn) => setPreferences({ isShortcutsOn: isOn })}
        />
      </div>
    </Dialog>
  )
}
