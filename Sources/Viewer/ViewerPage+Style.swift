extension ViewerPage {
  /// The page's looks, in the reader's choice of light or dark.
  static let style = #"""
    :root {
      --ground: light-dark(#fff, #16181c);
      --ink: light-dark(#1b1e24, #e4e6ea);
      --faint: light-dark(#5b6470, #9aa3af);
      --line: light-dark(#d5d9df, #363b44);
      --mark: light-dark(#b3261e, #ff8a80);
      --tint: light-dark(33 113 181, 107 174 214);
      color-scheme: light dark;
    }
    * { box-sizing: border-box; }
    body { margin: 0; padding: 1rem; background: var(--ground); color: var(--ink);
      font: 15px/1.45 system-ui, sans-serif; }
    header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; }
    h1 { font-size: 1.2rem; margin: 0; }
    h2 { font-size: 1rem; margin: 0; }
    label { display: grid; font-size: .8rem; color: var(--faint); }
    label.wide { flex: 1 1 20rem; min-width: 0; }
    select, input, button { font: inherit; font-size: .95rem; padding: .25rem .4rem; min-width: 0;
      max-width: 100%; color: var(--ink); background: var(--ground); border: 1px solid var(--line);
      border-radius: .3rem; }
    :focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
    #status { min-height: 1.45em; margin: .5rem 0; color: var(--faint); }
    #status.problem { color: var(--mark); }
    main { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
    section { min-width: 0; max-width: 100%; overflow: auto; }
    #detail { position: sticky; top: 0; flex: 1 1 24rem; }
    #grid { display: grid; gap: 2px; width: max-content; }
    #grid span { color: var(--faint); font-size: .75rem; align-self: center; text-align: center;
      padding: 0 .3rem; }
    #grid button { padding: 0; width: 56px; height: 56px; border-radius: 0; cursor: pointer;
      font-size: .7rem; overflow: hidden; }
    #grid button[aria-pressed=true] { outline: 3px solid var(--mark); }
    #grid button.failed { color: var(--mark); }
    img { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
    .failed img { display: none; }
    .bar { display: flex; gap: 1rem; align-items: baseline; }
    .bar button { margin-left: auto; }
    a { color: inherit; }
    output { display: block; min-height: 2.9em; font-variant-numeric: tabular-nums; }
    #figure { display: grid; grid-template: auto auto / auto auto; width: max-content; }
    #keys { grid-area: 1 / 2; display: flex; }
    #queries { grid-area: 2 / 1; }
    #keys span, #queries span { display: block; font: 11px/1 ui-monospace, monospace;
      white-space: pre; overflow: hidden; text-overflow: ellipsis; color: var(--faint); }
    #keys span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 9em; flex: none; }
    #queries span { text-align: right; padding-right: .3rem; max-width: 9rem; }
    #keys span.on, #queries span.on { color: var(--mark); }
    #frame { grid-area: 2 / 2; position: relative; cursor: crosshair; touch-action: none; }
    #cell { position: absolute; pointer-events: none; outline: 2px solid var(--mark); }
    #text { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 48rem;
      font: 13px/1.6 ui-monospace, monospace; }
    #text span { background: rgb(var(--tint) / var(--share, 0)); border-radius: 2px; }
    #text .query { outline: 1px solid var(--mark); }
    .note { color: var(--faint); font-size: .8rem; max-width: 36rem; }
    [hidden] { display: none; }
    """#
}
