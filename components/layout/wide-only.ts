/** Below 1024 px by CSS, so that the first paint is right; above by choice. */
export const wideOnly = (isCollapsed: boolean) => (isCollapsed ? 'sr-only' : 'max-lg:sr-only')
