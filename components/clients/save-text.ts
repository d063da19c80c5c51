/** Hands a text to the browser as a file. What a client's id holds that no file may be called is replaced. */
export function saveText(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = name.replace(/[^\w.@+-]+/g, '-')
  link.click()
  URL.revokeObjectURL(link.href)
}
