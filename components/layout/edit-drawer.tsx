'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { DeleteDialog, type DeleteDialogProps } from './delete-dialog.tsx'
import { QueryView } from './states/query-view.tsx'

interface Action {
  label: string
  disabledReason: string | undefined
}

interface EditDrawerProps<Thing extends { name: string }> {
  /** False: nothing is open, whatever the query still holds. */
  open: boolean
  query: UseQueryResult<Thing, Error>
  onClose: () => void
  /** The title until the name is read. */
  what: string
  state: (thing: Thing) => ReactNode
  /** Under which name this browser remembers the width. */
  storageKey: string
  edit: Action
  remove: Action
  form: (thing: Thing, onDone: () => void) => ReactNode
  deletion: (thing: Thing) => Omit<DeleteDialogProps, 'onClose' | 'onDeleted'>
  children: (thing: Thing) => ReactNode
}

/** One thing that was set up here, in a drawer: its parts, the form that changes it, and the dialog that deletes it. */
export function EditDrawer<Thing extends { name: string }>({
  open,
  query,
  onClose,
  what,
  state,
  storageKey,
  edit,
  remove,
  form,
  deletion,
  children,
}: EditDrawerProps<Thing>) {
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null)
  const stop = () => setDoing(null)
  const thing = open ? query.data : undefined
  return (
    <>
      <Drawer
        open={open}
        onClose={onClose}
        title={thing?.name ?? what}
        {...(thing && {
          subtitle: state(thing),
          headEnd: (
            <>
              <Button size="s" icon="edit" disabledReason={edit.disabledReason} onClick={() => setDoing('edit')}>
                {edit.label}
              </Button>
              <Button size="s" icon="trash" disabledReason={remove.disabledReason} onClick={() => setDoing('delete')}>
                {remove.label}
              </Button>
            </>
          ),
        })}
        storageKey={storageKey}
      >
        <QueryView query={query}>{children}</QueryView>
      </Drawer>
      {thing && doing === 'edit' && form(thing, stop)}
      {thing && doing === 'delete' && (
        <DeleteDialog
          {...deletion(thing)}
          onClose={stop}
          onDeleted={() => {
            stop()
            onClose()
          }}
        />
      )}
    </>
  )
}
