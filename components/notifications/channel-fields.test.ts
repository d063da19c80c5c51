import { expect, it } from 'vitest'
import { ChannelConfig, ChannelKind } from '#lib/notifications/channel-schema.ts'
import { channelFields, initialConfig } from './channel-fields.ts'

it.each(ChannelKind.options)(
  'the form of %s has every field of its configuration, and starts with all of them',
  (kind) => {
    const option = ChannelConfig.options.find((each) => each.shape.kind.value === kind)
    const names = Object.keys(option?.shape ?? {}).filter((name) => name !== 'kind')
    expect(Object.keys(initialConfig[kind]).toSorted()).toEqual(names.toSorted())
    const shown = channelFields[kind].filter(({ isSecret }) => !isSecret).map(({ name }) => name)
    expect(shown.toSorted()).toEqual(names.toSorted())
  },
)
