'use client'

import { useTranslations } from 'next-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ChipsField } from '#components/ui/chips-field.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { isLabelPair, type NarrowDraft } from './grant-draft.ts'

interface NarrowFieldsProps {
  draft: NarrowDraft
  onChange: (patch: Partial<NarrowDraft>) => void
}

/** Which topics and groups of its clusters a grant reaches. Left empty: all. */
export function NarrowFields({ draft, onChange }: NarrowFieldsProps) {
  const t = useTranslations('users.narrow')
  const { namespaces, withoutNamespace, topics, groups, labels, owner, none } = draft
  const isNarrow =
    withoutNamespace || none.length > 0 || [namespaces, topics, groups, labels, owner].some(({ length }) => length > 0)
  const setOwner = (who: 'me' | 'myGroup', isOn: boolean) =>
    onChange({ owner: isOn ? [...owner, who] : owner.filter((each) => each !== who) })
  return (
    <Disclosure label={t('title')} isOpenInitially={isNarrow}>
      <div className="grid gap-3">
        <p className="text-12 text-fg-2">{t('hint')}</p>
        <ChipsField
          label={t('namespaces')}
          hint={t('namespacesHint')}
          placeholder={t('all')}
          values={namespaces}
          onValuesChange={(next) => onChange({ namespaces: next })}
          isMono
        />
        <Checkbox
          label={t('withoutNamespace')}
          checked={withoutNamespace}
          onCheckedChange={(next) => onChange({ withoutNamespace: next })}
        />
        <ChipsField
          label={t('topics')}
          hint={t('namesHint')}
          placeholder={t('all')}
          values={topics}
          onValuesChange={(next) => onChange({ topics: next, none: none.filter((part) => part !== 'topics') })}
          isMono
        />
        <ChipsField
          label={t('groups')}
          hint={t('groupsHint')}
          placeholder={t('all')}
          values={groups}
          onValuesChange={(next) => onChange({ groups: next, none: none.filter((part) => part !== 'groups') })}
          isMono
        />
        <ChipsField
          label={t('labels')}
          hint={t('labelsHint')}
          placeholder={t('any')}
          values={labels}
          validate={(text) => (isLabelPair(text) ? null : t('notALabel'))}
          onValuesChange={(next) => onChange({ labels: next })}
          isMono
        />
        <div>
          <Checkbox
            label={t('ownerMe')}
            checked={owner.includes('me')}
            onCheckedChange={(isOn) => setOwner('me', isOn)}
          />
          <Checkbox
            label={t('ownerGroup')}
            checked={owner.includes('myGroup')}
            onCheckedChange={(isOn) => setOwner('myGroup', isOn)}
          />
        </div>
      </div>
    </Disclosure>
  )
}
