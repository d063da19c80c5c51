'use client'

import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { ProblemStrip } from './states/problem-strip.tsx'

export interface DeleteDialogProps {
  title: string
  /** What goes with it, and what stays. */
  text: string
  /** To be typed. */
  confirmName: string
  applyLabel: string
  remove: () => Promise<unknown>
  /** What is read again afterwards. */
  staleKey: QueryKey
  /** Said once it is gone. */
  doneText: string
  onClose: () => void
  onDeleted: () => void
}

/** Deletes one thing that only this console knows, so there is neither a preview to read nor a command for it. */
export function DeleteDialog(props: DeleteDialogProps) {
  const { title, text, confirmName, applyLabel, staleKey, doneText, onClose, onDeleted } = props
  const toast = useToast()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: props.remove,
    onSuccess: () => {
      onDeleted()
      void queryClient.invalidateQueries({ queryKey: staleKey })
      toast({ title: doneText })
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      preview={<p>{text}</p>}
      command={null}
      confirmName={confirmName}
      applyLabel={applyLabel}
      onApply={() => remove.mutate()}
      isApplying={remove.isPending}
      problem={remove.error && <ProblemStrip error={remove.error} />}
    />
  )
}
