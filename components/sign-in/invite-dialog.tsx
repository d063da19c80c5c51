'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { channelsQuery } from '#components/notifications/queries.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { call } from '#lib/api/call.ts'
import { inviteUserEndpoint } from '#lib/sign-in/api.ts'
import type { User } from '#lib/users/user-schema.ts'

/** A one-time link for a user: shown once to be copied, or sent by an e-mail channel. */
export function InviteDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useTranslations('signIn.invite')
  const access = useAccess()
  const channels = useQuery({
    ...channelsQuery({ kind: ['EMAIL'], pageSize: 200 }),
    enabled: access.can('channel:manage'),
  })
  const [channelId, setChannel] = useState('copy')
  const invite = useMutation({
    mutationFn: () =>
      call(inviteUserEndpoint, {
        params: { userId: user.userId },
        body: { channelId: channelId === 'copy' ? null : channelId },
      }),
  })
  const kind = user.status === 'invited' ? 'INVITATION' : 'RESET'
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${kind}`, { name: user.name })}
      submitLabel={t('make')}
      onSubmit={() => invite.mutate()}
      isSubmitting={invite.isPending}
      problem={invite.error && <ProblemStrip error={invite.error} />}
      result={
        invite.data && (
          <div className="grid gap-3">
            {invite.data.link === null ? (
              <Strip tone="info">{t('sent', { email: invite.data.sentTo ?? '' })}</Strip>
            ) : (
              <>
                <Strip tone="warning">{t('shownOnce')}</Strip>
                <CodeBlock copy={invite.data.link} wrap>
                  {invite.data.link}
                </CodeBlock>
              </>
            )}
            <p className="text-12 text-fg-3">
              {t('until')} <Instant at={invite.data.expiresAt} withMs={false} />
            </p>
          </div>
        )
      }
    >
      <div className="grid gap-3">
        <p>{t(`text.${kind}`)}</p>
        <Select
          label={t('how')}
          options={[
            { value: 'copy', label: t('copy') },
            ...(channels.data?.items ?? []).map(({ channelId: id, name }) => ({
              value: id,
              label: t('mail', { name, email: user.email }),
            })),
          ]}
          value={channelId}
          onValueChange={setChannel}
        />
      </div>
    </FormDialog>
  )
}
