import { TailEvents } from '#lib/messages/schema.ts'
import type { TailEvent } from './tail-ring.ts'

/** The events of a stream, as they come. What has no name of ours is passed over. @throws what reading throws */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<TailEvent> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const event = parseEvent(part)
        if (event) yield event
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

function parseEvent(text: string): TailEvent | null {
  const lines = text.split('\n')
  const fieldOf = (field: string) =>
    lines
      .filter((line) => line.startsWith(`${field}:`))
      .map((line) => line.slice(field.length + 1).trimStart())
      .join('\n')
  const name = fieldOf('event')
  if (!isName(name)) return null
  return { name, data: TailEvents[name].parse(JSON.parse(fieldOf('data'))) } as TailEvent // by the schema of that name
}

const isName = (name: string): name is keyof typeof TailEvents => Object.hasOwn(TailEvents, name)
