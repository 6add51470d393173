/// The page of the viewer: plain HTML, CSS and a module of JavaScript, which load nothing from
/// elsewhere.
enum ViewerPage {
  /// The page's frame; `script` fills it.
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>PatternLens</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/viewer.css">
    <script type="module" src="/viewer.js"></script>
    </head>
    <body>
    <header>
      <h1>PatternLens</h1>
      <label>Model <select id="model"></select></label>
      <label>Find <input id="find" type="search" placeholder="text of a prompt"></label>
      <label class="wide">Prompt <select id="prompt"></select></label>
    </header>
    <p id="status" role="status">Loading.</p>
    <noscript><p>This page needs JavaScript; nothing is loaded from another machine.</p></noscript>
    <main>
      <section aria-label="Heads"><div id="grid"></div></section>
      <section id="detail" aria-label="One head" hidden>
        <div class="bar">
          <h2 id="head"></h2>
          <a id="file" download>values</a>
          <button id="close" type="button">Close</button>
        </div>
        <output id="value">Point at a cell; arrow keys move.</output>
        <div id="figure">
          <div id="keys" aria-hidden="true"></div>
          <div id="queries" aria-hidden="true"></div>
          <div id="frame" tabindex="0" role="application"
            aria-label="Pattern: rows are queries, columns keys; arrow keys move">
            <img id="picture" alt="" draggable="false"><div id="cell" hidden></div>
          </div>
        </div>
        <p id="text" aria-label="Prompt, tinted by the attention of the query"></p>
        <p class="note">Colours go from the head's least to its largest value, so two heads' colours
          are not comparable; the values are exact.</p>
      </section>
    </main>
    </body>
    </html>
    """#
}
