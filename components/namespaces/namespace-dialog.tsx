'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { newIdempotencyKey } from '#components/layout/idempotency-key.ts'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { fromLabels, toLabels } from '#components/topics/labels.ts'
import { MetadataFields } from '#components/topics/metadata-fields.tsx'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { call } from '#lib/api/call.ts'
import { createNamespaceEndpoint, updateNamespaceEndpoint } from '#lib/namespaces/api.ts'
import { type NamespaceEntry, NamespaceName } from '#lib/namespaces/schema.ts'
import { namespaceKeys, namespaceQuery } from './queries.ts'

interface NamespaceDialogProps {
  clusterId: string
  /** Null = a new one. */
  namespace: string | null
  onClose: () => void
}

const inputOf = (entry: NamespaceEntry) => ({
  namespace: entry.namespace,
  maxTopics: entry.maxTopics,
  maxGroups: entry.maxGroups,
  remark: entry.remark ?? '',
  labels: fromLabels(entry.labels),
  owner: entry.owner ?? '',
  deletionProtection: entry.deletionProtection,
})
type Input = ReturnType<typeof inputOf>
const empty = (isProduction: boolean): Input => ({
  namespace: '',
  maxTopics: null,
  maxGroups: null,
  remark: '',
  labels: [],
  owner: '',
  deletionProtection: isProduction,
})

/** Declares a namespace, or changes what is declared of one: its limits, and what people say of it. */
export function NamespaceDialog({ clusterId, namespace, onClose }: NamespaceDialogProps) {
  const t = useTranslations('namespaces.dialog')
  const toast = useToast()
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const query = useQuery({ ...namespaceQuery(clusterId, namespace ?? ''), enabled: namespace !== null })
  // What the input began from. A refresh behind the dialog must not change it under the hand.
  const [base, setBase] = useState<NamespaceEntry | null>(null)
  if (base === null && namespace !== null && query.data) setBase(query.data)
  const saved = namespace === null ? empty(environment === 'production') : base && inputOf(base)
  const [edited, setEdited] = useState<Input | null>(null)
  const input = edited ?? saved ?? empty(false)
  const change = (patch: Partial<Input>) => setEdited((present) => ({ ...(present ?? input), ...patch }))
  const [key] = useState(newIdempotencyKey)
  const isNameSound = NamespaceName.safeParse(input.namespace).success

  const save = useMutation({
    mutationFn: async () => {
      const { namespace: name, labels, ...rest } = input
      const body = {
        ...rest,
        remark: input.remark.trim() || null,
        owner: input.owner.trim() || null,
        labels: toLabels(labels),
      }
      if (namespace === null) {
        await call(
          createNamespaceEndpoint,
          { params: { clusterId }, body: { namespace: name, ...body } },
          { idempotencyKey: key },
        )
      } else {
        const revision = base?.revision
        await call(updateNamespaceEndpoint, { params: { clusterId, namespace }, body: { ...body, revision } })
      }
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: namespaceKeys.all(clusterId) })
      toast({ title: t(namespace === null ? 'created' : 'saved', { name: input.namespace }) })
      onClose()
    },
  })
  const errorOf = useFieldErrors(save.error)
  const isConflict = namespace !== null && problemOf(save.error)?.code === 'CONFLICT'

  async function reload(): Promise<void> {
    const { data } = await query.refetch()
    if (!data) return
    setBase(data)
    setEdited(null)
    save.reset()
  }

  function disabledReason(): string | undefined {
    if (saved === null) return t('reading')
    if (namespace !== null) return undefined
    if (input.namespace === '') return t('needsName')
    return isNameSound ? undefined : t('nameForm')
  }

  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={namespace === null ? t('createTitle') : t('editTitle', { name: namespace })}
      environment={environment}
      note={t('note')}
      submitLabel={t(namespace === null ? 'create' : 'save')}
      onSubmit={() => save.mutate()}
      submitDisabledReason={disabledReason()}
      isSubmitting={save.isPending}
      hasUnsavedInput={edited !== null && JSON.stringify(edited) !== JSON.stringify(saved)}
      problem={
        save.error && (
          <div className="grid gap-2">
            <ProblemStrip error={save.error} />
            {isConflict && (
              <Button size="s" icon="refresh" onClick={() => void reload()} className="justify-self-start">
                {t('reload')}
              </Button>
            )}
          </div>
        )
      }
    >
      {saved === null ? (
        query.error ? (
          <ProblemView error={query.error} />
        ) : (
          <Loading shape="block" what={t('reading')} />
        )
      ) : (
        <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
          {namespace === null && (
            <TextField
              label={t('name')}
              isRequired
              autoFocus
              maxLength={32}
              hint={t('nameForm')}
              error={errorOf('body.namespace') ?? (input.namespace !== '' && !isNameSound ? t('nameForm') : undefined)}
              value={input.namespace}
              onValueChange={(name) => change({ namespace: name })}
              className="col-span-full"
            />
          )}
          <NumberField
            label={t('maxTopics')}
            hint={t('emptyIsAny')}
            min={0}
            error={errorOf('body.maxTopics')}
            value={input.maxTopics}
            onValueChange={(maxTopics) => change({ maxTopics })}
          />
          <NumberField
            label={t('maxGroups')}
            hint={t('emptyIsAny')}
            min={0}
            error={errorOf('body.maxGroups')}
            value={input.maxGroups}
            onValueChange={(maxGroups) => change({ maxGroups })}
          />
          <MetadataFields value={input} onChange={change} errorOf={errorOf} />
          <Checkbox
            label={t('protection')}
            hint={t('protectionHint')}
            checked={input.deletionProtection}
            onCheckedChange={(deletionProtection) => change({ deletionProtection })}
            className="col-span-full"
          />
        </div>
      )}
    </FormDialog>
  )
}
