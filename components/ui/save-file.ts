/** Hands a text or picture to the browser as a file. What no file may be called is replaced in its name. */
export function saveFile(name: string, content: string | Blob, type = 'text/plain;charset=utf-8'): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content)
  link.download = name.replace(/[^\w.@+-]+/g, '-')
  link.click()
  URL.revokeObjectURL(link.href)
}
