/** Every icon once, as symbols that `<Icon>` points to; drawn in design/icons.svg. Rendered by the root layout. */
export function IconSprite() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      <symbol id="icon-arrow-right" viewBox="0 0 16 16">
        <path d="M3 8h10M9.5 4.5 13 8l-3.5 3.5" />
      </symbol>
      <symbol id="icon-audit" viewBox="0 0 16 16">
        <path d="M4 2.5h6l2.5 2.5v8.5H4ZM6 7h4.5M6 9.8h4.5" />
      </symbol>
      <symbol id="icon-bell" viewBox="0 0 16 16">
        <path d="M4 11V7.3a4 4 0 0 1 8 0V11l1.3 1.5H2.7Z" />
        <path d="M6.8 14.4h2.4" />
      </symbol>
      <symbol id="icon-broker" viewBox="0 0 16 16">
        <rect x="2.5" y="2.5" width="11" height="4.5" rx=".5" />
        <rect x="2.5" y="9" width="11" height="4.5" rx=".5" />
        <path d="M5 4.75h2M5 11.25h2" />
      </symbol>
      <symbol id="icon-calendar" viewBox="0 0 16 16">
        <rect x="2.5" y="3.5" width="11" height="10" rx="1" />
        <path d="M2.5 6.5h11M5.5 2v3M10.5 2v3" />
      </symbol>
      <symbol id="icon-check" viewBox="0 0 16 16">
        <path d="m3.5 8.5 3 3 6-7" />
      </symbol>
      <symbol id="icon-chev-down" viewBox="0 0 16 16">
        <path d="M4.5 6.5 8 10l3.5-3.5" />
      </symbol>
      <symbol id="icon-chev-left" viewBox="0 0 16 16">
        <path d="M9.5 4.5 6 8l3.5 3.5" />
      </symbol>
      <symbol id="icon-chev-right" viewBox="0 0 16 16">
        <path d="M6.5 4.5 10 8l-3.5 3.5" />
      </symbol>
      <symbol id="icon-chev-updown" viewBox="0 0 16 16">
        <path d="m5 6.2 3-3 3 3M5 9.8l3 3 3-3" />
      </symbol>
      <symbol id="icon-clients" viewBox="0 0 16 16">
        <path d="M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0ZM8 11.5V14" />
      </symbol>
      <symbol id="icon-clock" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="5.75" />
        <path d="M8 4.8V8l2.2 1.6" />
      </symbol>
      <symbol id="icon-columns" viewBox="0 0 16 16">
        <rect x="2.25" y="3" width="11.5" height="10" rx="1" />
        <path d="M6.1 3v10M9.9 3v10" />
      </symbol>
      <symbol id="icon-config" viewBox="0 0 16 16">
        <path d="M4.5 2.5v4M4.5 9.5v4M11.5 2.5v7M11.5 12.5v1M2.5 6.5h4M9.5 9.5h4" />
      </symbol>
      <symbol id="icon-copy" viewBox="0 0 16 16">
        <rect x="5.5" y="5.5" width="8" height="8" rx="1" />
        <path d="M10.5 5.5v-3h-8v8h3" />
      </symbol>
      <symbol id="icon-critical" viewBox="0 0 16 16">
        <path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3Z" fill="currentColor" stroke="none" />
        <path d="M8 4.7v3.9M8 11.1v.01" stroke="var(--surface-0)" strokeWidth="1.8" />
      </symbol>
      <symbol id="icon-diff" viewBox="0 0 16 16">
        <path d="M8 2.5v7M4.5 6h7M4.5 13h7" />
      </symbol>
      <symbol id="icon-dlq" viewBox="0 0 16 16">
        <path d="M2 9.5h3.5l1 1.5h3l1-1.5H14v4H2ZM6 2.5l4 4M10 2.5l-4 4" />
      </symbol>
      <symbol id="icon-down" viewBox="0 0 16 16">
        <path d="m4 4 8 8M12 6v6H6" />
      </symbol>
      <symbol id="icon-download" viewBox="0 0 16 16">
        <path d="M8 2.5v8M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11" />
      </symbol>
      <symbol id="icon-edit" viewBox="0 0 16 16">
        <path d="M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2Z" />
      </symbol>
      <symbol id="icon-external" viewBox="0 0 16 16">
        <path d="M6 3H3v10h10v-3M9 3h4v4M13 3 7.5 8.5" />
      </symbol>
      <symbol id="icon-eye" viewBox="0 0 16 16">
        <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" />
        <circle cx="8" cy="8" r="2" />
      </symbol>
      <symbol id="icon-filter" viewBox="0 0 16 16">
        <path d="M2 4h12M4.5 8h7M6.5 12h3" />
      </symbol>
      <symbol id="icon-flat" viewBox="0 0 16 16">
        <path d="M3 8h10M9.5 4.5 13 8l-3.5 3.5" />
      </symbol>
      <symbol id="icon-fleet" viewBox="0 0 16 16">
        <rect x="2.5" y="2.5" width="4.5" height="4.5" rx=".5" />
        <rect x="9" y="2.5" width="4.5" height="4.5" rx=".5" />
        <rect x="2.5" y="9" width="4.5" height="4.5" rx=".5" />
        <rect x="9" y="9" width="4.5" height="4.5" rx=".5" />
      </symbol>
      <symbol id="icon-globe" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="5.75" />
        <path d="M2.25 8h11.5M8 2.25c2.4 2.6 2.4 8.9 0 11.5M8 2.25c-2.4 2.6-2.4 8.9 0 11.5" />
      </symbol>
      <symbol id="icon-grip" viewBox="0 0 16 16">
        <path d="M6 4h.01M6 8h.01M6 12h.01M10 4h.01M10 8h.01M10 12h.01" strokeWidth="2" />
      </symbol>
      <symbol id="icon-groups" viewBox="0 0 16 16">
        <circle cx="6" cy="5.5" r="2.5" />
        <path d="M1.5 13c.4-2.4 2-3.6 4.5-3.6s4.1 1.2 4.5 3.6M10.5 3.3a2.5 2.5 0 0 1 0 4.4M12 9.8c1.4.5 2.2 1.6 2.5 3.2" />
      </symbol>
      <symbol id="icon-info" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="5.75" />
        <path d="M8 7.4v3.4M8 5.1v.01" strokeWidth="1.7" />
      </symbol>
      <symbol id="icon-jobs" viewBox="0 0 16 16">
        <path d="m2.2 4 1.1 1.1 2-2.2M2.2 11l1.1 1.1 2-2.2M8 4.5h5.5M8 11.5h5.5" />
      </symbol>
      <symbol id="icon-key" viewBox="0 0 16 16">
        <circle cx="5" cy="11" r="2.5" />
        <path d="M6.8 9.2 13 3M10.5 5.5l2 2" />
      </symbol>
      <symbol id="icon-link" viewBox="0 0 16 16">
        <path d="m6.5 9.5 3-3M7.2 4.5 8.4 3.3a2.6 2.6 0 0 1 3.7 3.7l-1.3 1.2M8.8 11.5l-1.2 1.2A2.6 2.6 0 0 1 3.9 9l1.3-1.2" />
      </symbol>
      <symbol id="icon-lock" viewBox="0 0 16 16">
        <rect x="3.5" y="7" width="9" height="6.5" rx="1" />
        <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
      </symbol>
      <symbol id="icon-menu" viewBox="0 0 16 16">
        <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />
      </symbol>
      <symbol id="icon-message" viewBox="0 0 16 16">
        <rect x="2" y="3.5" width="12" height="9" rx="1" />
        <path d="M2.5 4.5 8 9l5.5-4.5" />
      </symbol>
      <symbol id="icon-migration" viewBox="0 0 16 16">
        <path d="M2.5 3.5h4v9h-4ZM9 8h4.5M11 5.5 13.5 8 11 10.5" />
      </symbol>
      <symbol id="icon-minus" viewBox="0 0 16 16">
        <path d="M3.5 8h9" />
      </symbol>
      <symbol id="icon-monitoring" viewBox="0 0 16 16">
        <path d="M2.5 2.5v11h11M4.8 10.5 7.5 7l2.5 2 3.5-4.5" />
      </symbol>
      <symbol id="icon-more" viewBox="0 0 16 16">
        <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.4" />
      </symbol>
      <symbol id="icon-namespace" viewBox="0 0 16 16">
        <path d="M2.5 4.5h3l1.2 1.6h6.8v6.4h-11Z" />
        <path d="M5.5 9.3h5" />
      </symbol>
      <symbol id="icon-note" viewBox="0 0 16 16">
        <path d="M3 2.5h10v7l-3.5 4H3ZM13 9.5H9.5v4" />
      </symbol>
      <symbol id="icon-ok" viewBox="0 0 16 16">
        <path d="m3.5 8.5 3 3 6-7" />
      </symbol>
      <symbol id="icon-overview" viewBox="0 0 16 16">
        <path d="M3.4 12.5a6 6 0 1 1 9.2 0M8 9.5l2.8-3.4" />
      </symbol>
      <symbol id="icon-pause" viewBox="0 0 16 16">
        <path d="M5.5 3.5v9M10.5 3.5v9" />
      </symbol>
      <symbol id="icon-pending" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="5.75" />
        <path d="M8 4.8V8l2.2 1.6" />
      </symbol>
      <symbol id="icon-pin" viewBox="0 0 16 16">
        <path d="M6 2.5h4l-.5 4L12 9H4l2.5-2.5ZM8 9v4.5" />
      </symbol>
      <symbol id="icon-play" viewBox="0 0 16 16">
        <path d="M5 3.2 12.5 8 5 12.8Z" />
      </symbol>
      <symbol id="icon-plus" viewBox="0 0 16 16">
        <path d="M8 3v10M3 8h10" />
      </symbol>
      <symbol id="icon-recovering" viewBox="0 0 16 16">
        <path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3.5 13.3h9" />
      </symbol>
      <symbol id="icon-refresh" viewBox="0 0 16 16">
        <path d="M13 8.3A5 5 0 1 1 11.4 4.3" />
        <path d="M13.2 2v3.2H10" />
      </symbol>
      <symbol id="icon-replay" viewBox="0 0 16 16">
        <path d="M3.5 8a4.5 4.5 0 1 0 1.4-3.2" />
        <path d="M3.2 2.2v3.2h3.2" />
      </symbol>
      <symbol id="icon-replication" viewBox="0 0 16 16">
        <path d="M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13" />
      </symbol>
      <symbol id="icon-rows" viewBox="0 0 16 16">
        <path d="M2 3.5h12M2 8h12M2 12.5h12" />
      </symbol>
      <symbol id="icon-search" viewBox="0 0 16 16">
        <circle cx="7" cy="7" r="4.25" />
        <path d="M10.2 10.2 13.5 13.5" />
      </symbol>
      <symbol id="icon-send" viewBox="0 0 16 16">
        <path d="M2.5 8 13.5 3l-4 10.5-2.2-4.3Z" />
      </symbol>
      <symbol id="icon-settings" viewBox="0 0 16 16">
        <path d="M2.5 4.5H9M12 4.5h1.5M2.5 11.5H4M7 11.5h6.5" />
        <circle cx="10.5" cy="4.5" r="1.5" />
        <circle cx="5.5" cy="11.5" r="1.5" />
      </symbol>
      <symbol id="icon-shield" viewBox="0 0 16 16">
        <path d="M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4Z" />
      </symbol>
      <symbol id="icon-silenced" viewBox="0 0 16 16">
        <path d="M5.3 4.3A4 4 0 0 1 12 7.3V10M11 12.5H2.7L4 11V7.3" />
        <path d="M2.5 2.5l11 11" />
      </symbol>
      <symbol id="icon-skip" viewBox="0 0 16 16">
        <path d="M3.5 4v8l5.5-4ZM9 4v8l4-4Z" />
      </symbol>
      <symbol id="icon-sort-desc" viewBox="0 0 16 16">
        <path d="M8 3v10M4.5 9.5 8 13l3.5-3.5" />
      </symbol>
      <symbol id="icon-star" viewBox="0 0 16 16">
        <path d="m8 2.2 1.75 3.6 3.95.55-2.87 2.77.69 3.93L8 11.18l-3.52 1.87.69-3.93L2.3 6.35l3.95-.55Z" />
      </symbol>
      <symbol id="icon-stop" viewBox="0 0 16 16">
        <rect x="4" y="4" width="8" height="8" />
      </symbol>
      <symbol id="icon-table" viewBox="0 0 16 16">
        <rect x="2.25" y="3" width="11.5" height="10" rx="1" />
        <path d="M2.25 6.3h11.5M2.25 9.6h11.5" />
      </symbol>
      <symbol id="icon-terminal" viewBox="0 0 16 16">
        <rect x="2" y="3" width="12" height="10" rx="1" />
        <path d="m4.5 6 2 2-2 2M8 10.5h3" />
      </symbol>
      <symbol id="icon-theme" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="5.5" />
        <path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor" />
      </symbol>
      <symbol id="icon-topics" viewBox="0 0 16 16">
        <path d="M2.5 4h7.5M12.5 4h1M2.5 8h4M9 8h4.5M2.5 12h6.5M11.5 12h2" />
      </symbol>
      <symbol id="icon-trace" viewBox="0 0 16 16">
        <circle cx="3.5" cy="4" r="1.5" />
        <circle cx="12.5" cy="12" r="1.5" />
        <path d="M5 4h4.5a2 2 0 0 1 0 4h-3a2 2 0 0 0 0 4H11" />
      </symbol>
      <symbol id="icon-trash" viewBox="0 0 16 16">
        <path d="M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9" />
      </symbol>
      <symbol id="icon-undo" viewBox="0 0 16 16">
        <path d="M6 3.5 3 6.5l3 3" />
        <path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7" />
      </symbol>
      <symbol id="icon-unknown" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="5.75" strokeDasharray="2.3 2.2" />
        <path d="M6.6 6.6a1.5 1.5 0 1 1 2.1 1.4c-.5.2-.7.5-.7 1M8 10.9v.01" />
      </symbol>
      <symbol id="icon-up" viewBox="0 0 16 16">
        <path d="M4 12 12 4M6 4h6v6" />
      </symbol>
      <symbol id="icon-user" viewBox="0 0 16 16">
        <circle cx="8" cy="5.5" r="2.75" />
        <path d="M2.8 13.5c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4" />
      </symbol>
      <symbol id="icon-waiting" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="5.75" strokeDasharray="2.3 2.2" />
      </symbol>
      <symbol id="icon-warning" viewBox="0 0 16 16">
        <path d="M8 1.8 15 14H1Z" fill="currentColor" stroke="none" />
        <path d="M8 6.2v3.4M8 11.8v.01" stroke="var(--surface-0)" strokeWidth="1.7" />
      </symbol>
      <symbol id="icon-x" viewBox="0 0 16 16">
        <path d="m4 4 8 8M12 4l-8 8" />
      </symbol>
    </svg>
  )
}
