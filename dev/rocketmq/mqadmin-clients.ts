/** Clients in the words of `consumerConnection -g`: one line per connection, `V5_5_0` as `5.5.0`. */
export function readConsumerConnection(
  output: string,
): { clientId: string; address: string; language: string; version: string }[] {
  const [table = ''] = output.split('Below is subscription')
  return [...table.matchAll(/^(\S+)\s+(\S+:\d+)\s+([A-Z_]+)\s+V(\d+_\d+_\d+)\s*$/gm)].map(
    ([, clientId = '', address = '', language = '', version = '']) => ({
      clientId,
      address,
      language,
      version: version.replaceAll('_', '.'),
    }),
  )
}

/** Members of producer groups in `producer -b`, without the producers that clients have for their own use. */
export function readProducers(output: string): string[] {
  const members = [...output.matchAll(/^producer group \((.+?)\) instance : clientId=(.+?),remoteIP=/gm)]
    .filter(([, group = '']) => !group.startsWith('_INNER_TRACE_PRODUCER') && group !== 'CLIENT_INNER_PRODUCER')
    .map(([, group, clientId]) => `${group} ${clientId}`)
  return [...new Set(members)].sort()
}
