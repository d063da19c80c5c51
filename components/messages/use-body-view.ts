'use client'

import { useLayoutEffect, useState } from 'react'
import type { Message } from '#lib/messages/schema.ts'
import { type BodyView, readBodyView } from './body-views.ts'
import { originTopic } from './origin-topic.ts'

/** How bodies of a topic are shown, remembered in this browser. Of a copy it is the topic that the message was sent to. */
export function useBodyView(clusterId: string, message: Message): [BodyView, (view: BodyView) => void] {
  const key = `apogee.body.${clusterId}.${originTopic(message.topicName, message.systemProperties)}`
  const [view, setView] = useState<BodyView>('auto')
  // Before anything is painted: the detected form would flash.
  useLayoutEffect(() => setView(readBodyView(localStorage.getItem(key))), [key])
  return [
    view,
    (next) => {
      setView(next)
      if (next === 'auto') localStorage.removeItem(key)
      else localStorage.setItem(key, next)
    },
  ]
}
