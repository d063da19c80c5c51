import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu, type MenuItem } from '#components/ui/menu.tsx'

interface RowMenuProps {
  /** Names the row: there is one on each. */
  label: string
  items: readonly MenuItem[] | (() => readonly MenuItem[])
}

/** What can be done with a row, at its end. */
export function RowMenu({ label, items }: RowMenuProps) {
  return <Menu align="end" trigger={<IconButton icon="more" size="s" label={label} />} items={items} />
}
