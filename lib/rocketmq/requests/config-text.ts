/** Settings as servers write them: `key=value` per line, unescaped, so the first `=` separates. Without a prototype. */
export function decodeConfigText(body: Buffer): Record<string, string> {
  const config: Record<string, string> = Object.create(null)
  for (const line of body.toString('utf8').split('\n')) {
    const separator = line.indexOf('=')
    if (separator > 0) config[line.slice(0, separator)] = line.slice(separator + 1)
  }
  return config
}
